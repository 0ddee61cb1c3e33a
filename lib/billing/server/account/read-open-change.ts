import { and, desc, eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { planChange } from "@/db/schema/billing";
import { plan, planVersion } from "@/db/schema/catalog";
import { invoice } from "@/db/schema/invoices";
import type { BillingView, MoneyView } from "@/lib/billing/views";

export type OpenChange = {
  view: NonNullable<BillingView["change"]>;
  /** The price from the next period on; null for a cancellation and while a payment is waited for. */
  toPrice: MoneyView | null;
};

/** A change of plan that waits for its payment or for the end of the period; null when none does. */
export async function readOpenChange(tenantId: string): Promise<OpenChange | null> {
  const [row] = await database()
    .select({ change: planChange, version: planVersion, planName: plan.name, payUrl: invoice.hostedUrl })
    .from(planChange)
    .leftJoin(planVersion, eq(planVersion.id, planChange.toVersionId))
    .leftJoin(plan, eq(plan.id, planVersion.planId))
    .leftJoin(invoice, eq(invoice.stripeInvoiceId, planChange.stripeInvoiceId))
    .where(and(eq(planChange.tenantId, tenantId), inArray(planChange.status, ["pending_payment", "scheduled"])))
    .orderBy(desc(planChange.createdAt))
    .limit(1);
  if (!row) return null;
  const { change, version } = row;
  const price = version && { amountMinor: version.priceMinor, currency: version.currency };
  const status = change.status === "pending_payment" ? "pending_payment" : "scheduled";
  return {
    view: {
      id: change.id,
      kind: change.kind,
      status,
      toPlanName: row.planName,
      effectiveAt: change.effectiveAt?.toISOString() ?? null,
      price,
      payUrl: status === "pending_payment" ? row.payUrl : null,
    },
    toPrice: status === "scheduled" ? price : null,
  };
}
