import { notFound, redirect } from "next/navigation";
import { auth } from "@/app/_auth/auth";
import { signInPath } from "@/app/_auth/sign-in-path";
import { findReceipt } from "@/lib/analytics/server/find-receipt";
import { env } from "@/lib/env";
import type { ActionRel } from "@/lib/errors";
import { isId } from "@/lib/id";

type Props = {
  params: Promise<{ rel: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const rels: Readonly<Record<string, ActionRel>> = {
  subscribe: "subscribe",
  upgrade: "upgrade",
  "top-up": "top_up",
  "pay-invoice": "pay_invoice",
  "update-payment-method": "update_payment_method",
  "raise-limit": "raise_limit",
  "manage-key": "manage_key",
  "contact-sales": "contact_sales",
  "contact-support": "contact_support",
};

/** The stable target of a refusal's actions: asks for sign-in, changes nothing, lands on the right screen. */
export default async function GoPage({ params, searchParams }: Props) {
  const { rel: word } = await params;
  const rel = Object.hasOwn(rels, word) ? rels[word] : undefined;
  if (!rel) notFound();
  const { tenant, from } = await searchParams;
  const query = new URLSearchParams();
  if (isId("tenant", tenant)) query.set("tenant", tenant);
  if (isId("request", from)) query.set("from", from);

  const signedIn = await auth();
  if (!signedIn) redirect(signInPath(query.size > 0 ? `/go/${word}?${query}` : `/go/${word}`));
  const { actor, memberships } = signedIn;
  const tenantId = query.get("tenant") ?? memberships[0]?.tenantId;
  if (!memberships.some((membership) => membership.tenantId === tenantId)) {
    if (actor.staffRole === null) notFound();
    redirect(tenantId ? `/admin/tenants/${tenantId}` : "/admin");
  }
  // A console link names its tenant only for people who have a choice.
  const scope = memberships.length > 1 ? `?tenant=${tenantId}` : "";
  redirect(await landing(rel, tenantId, query.get("from"), scope));
}

async function landing(
  rel: ActionRel,
  tenantId: string | undefined,
  from: string | null,
  scope: string,
): Promise<string> {
  // What was refused goes along, so that the way back to it can be watched.
  const about = from === null ? scope : `${scope === "" ? "?" : `${scope}&`}from=${from}`;
  if (rel === "subscribe" || rel === "upgrade") return `/console/plan${about}`;
  if (rel === "top_up") return `/console/credits${about}`;
  if (rel === "pay_invoice") return `/console/billing${scope}#pay`;
  if (rel === "update_payment_method") return `/console/billing${scope}#card`;
  if (rel !== "manage_key" && rel !== "raise_limit") return env().CONTACT_URL ?? `/console/billing${scope}#contact`;
  const receipt = from === null ? null : await findReceipt(from);
  const keyId = receipt?.tenant?.id === tenantId ? receipt?.key?.id : undefined;
  return `/console/keys${keyId ? `/${keyId}` : ""}${scope}`;
}
