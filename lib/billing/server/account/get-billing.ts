import { and, eq, inArray, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import { invoice, paymentMethod, topUp } from "@/db/schema/invoices";
import { describeCard } from "@/lib/billing/server/account/describe-card";
import { readFallbackName } from "@/lib/billing/server/account/read-fallback-name";
import { readNextCharge } from "@/lib/billing/server/account/read-next-charge";
import { readOpenChange } from "@/lib/billing/server/account/read-open-change";
import { readPayer } from "@/lib/billing/server/account/read-payer";
import { readSubscription } from "@/lib/billing/server/account/read-subscription";
import { describeInvoice } from "@/lib/billing/server/invoices/describe-invoice";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import type { BillingView } from "@/lib/billing/views";
import { env } from "@/lib/env";
import { authorizeMember, isAllowed } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * The money state of the caller's tenant, as the mirror holds it: nobody is asked for it. Whose role does not see
 * invoices is told of the plan alone.
 */
export async function getBilling(ctx: Ctx): Promise<BillingView> {
  const tenantId = authorizeMember(ctx, "billing:read");
  const view = await readBilling(ctx, tenantId);
  if (isAllowed(ctx, "invoices:read")) return view;
  return {
    ...view,
    change: view.change && { ...view.change, payUrl: null },
    openInvoices: [],
    cards: [],
    billingDetails: { name: null, email: null, address: null, taxIds: [] },
  };
}

async function readBilling(ctx: Ctx, tenantId: string): Promise<BillingView> {
  const payer = await readPayer(tenantId, ctx.now);
  const [subscription, change, open, cards, isConfirming, fallbackPlanName] = await Promise.all([
    readSubscription(tenantId, payer.billingNow),
    readOpenChange(tenantId),
    database()
      .select()
      .from(invoice)
      .where(and(eq(invoice.tenantId, tenantId), eq(invoice.status, "open")))
      .orderBy(invoice.createdAt),
    database()
      .select()
      .from(paymentMethod)
      .where(and(eq(paymentMethod.tenantId, tenantId), isNull(paymentMethod.detachedAt))),
    isPaymentOnItsWay(tenantId),
    readFallbackName(),
  ]);
  return {
    mode: currentMode(),
    now: payer.billingNow.toISOString(),
    clockOffsetSeconds: payer.clockOffsetSeconds,
    timeZone: "UTC",
    tax: env().STRIPE_AUTOMATIC_TAX === "on" ? "automatic" : "not_calculated",
    contactUrl: env().CONTACT_URL ?? null,
    subscription: subscription?.view ?? null,
    fallbackPlanName,
    change: change?.view ?? null,
    openInvoices: open.map(describeInvoice),
    nextCharge: subscription && readNextCharge(subscription, change?.toPrice ?? null),
    cards: cards.map(describeCard).toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault)),
    billingDetails: payer.billingDetails,
    isConfirming,
    syncedAt: payer.syncedAt?.toISOString() ?? null,
  };
}

/** A payment was sent, and nobody has said yet how it ended. */
async function isPaymentOnItsWay(tenantId: string): Promise<boolean> {
  const [sent] = await database()
    .select({ id: stripeCommand.id })
    .from(stripeCommand)
    .where(
      and(
        eq(stripeCommand.tenantId, tenantId),
        eq(stripeCommand.kind, "invoice.pay"),
        inArray(stripeCommand.status, ["sent", "unknown"]),
      ),
    )
    .limit(1);
  const [unknown] = await database()
    .select({ id: topUp.id })
    .from(topUp)
    .where(and(eq(topUp.tenantId, tenantId), eq(topUp.status, "unknown")))
    .limit(1);
  return sent !== undefined || unknown !== undefined;
}
