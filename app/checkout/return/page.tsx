import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import type { SearchParams } from "@/app/_parts/read-search";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { finishCheckout } from "@/lib/billing/server/checkout/finish-checkout";

export const metadata: Metadata = { title: "Back from payment" };

/** Where a hosted page leads back to: looks at what became of it before anything is drawn, then goes on. */
export default async function CheckoutReturnPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const { session_id: sessionId } = await searchParams;
  if (typeof sessionId !== "string") redirect(href("/console/billing"));
  const finished = await orNotFound(finishCheckout(ctx, { sessionId }));
  const pages = { card: "billing", credits: "credits", subscribe: "plan" } as const;
  if (finished.status === "expired") redirect(href(`/console/${pages[finished.kind]}?checkout=cancelled`));
  if (finished.kind === "card") redirect(href("/console/billing?card=saved"));
  const request = finished.fromRequestId === null ? "" : `&request=${finished.fromRequestId}`;
  redirect(href(`/console/unblock?intent=${finished.intentId}${request}`));
}
