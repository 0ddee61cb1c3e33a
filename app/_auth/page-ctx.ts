import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { askedHeader } from "@/app/_auth/asked-header";
import { auth } from "@/app/_auth/auth";
import { signInPath } from "@/app/_auth/sign-in-path";
import { chooseTenant } from "@/app/_http/choose-tenant";
import { clientAddress } from "@/app/_http/client-address";
import type { Membership, PersonActor } from "@/lib/accounts/server/signed-in";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";

export type PageCtx = Ctx & { actor: PersonActor; memberships: Membership[] };

/**
 * The caller of a page, ready to be handed to a use case. Strangers are sent to sign in and come back. By default a
 * page is of the console: `tenant` is the one of `?tenant=` or the person's first; a foreign one is not found.
 * `staff` pages do not exist for anybody but staff and have no tenant; `account` pages need no tenant.
 */
export async function pageCtx(page: { staff?: boolean; account?: boolean } = {}): Promise<PageCtx> {
  const asked = new URL((await headers()).get(askedHeader) ?? "/", "http://portal");
  const signedIn = await auth();
  if (!signedIn) redirect(signInPath(asked.pathname + asked.search));
  const ctx = { ...(await base()), ...signedIn, tenant: null };
  if (page.staff) {
    if (signedIn.actor.staffRole === null) notFound();
    return ctx;
  }
  if (page.account) return ctx;
  const tenant = tenantOf(signedIn.memberships, asked.searchParams.get("tenant"));
  if (!tenant) redirect(signedIn.actor.staffRole === null ? "/account" : "/admin");
  return { ...ctx, tenant };
}

/** One instant and one request id a page, however often its parts ask. */
const base = cache(async () => {
  const now = new Date();
  return { now, requestId: newId("request", now), address: clientAddress(await headers()) };
});

function tenantOf(memberships: Membership[], asked: string | null): Ctx["tenant"] {
  try {
    return chooseTenant(memberships, asked);
  } catch (refusal) {
    if (refusal instanceof AppError) notFound();
    throw refusal;
  }
}
