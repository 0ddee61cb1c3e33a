import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import type { invoice } from "@/db/schema/invoices";
import type { PlanChangeRow } from "@/lib/billing/server/changes/find-change";
import { recordCommand } from "@/lib/billing/server/commands/record-command";

/**
 * Puts the use that an upgrade's invoice billed onto the next invoice, once that invoice is void: Stripe discards it
 * with the update (docs.stripe.com/billing/subscriptions/pending-updates, "Metered items"), and it was served.
 */
export async function carryUse(
  tx: Transaction,
  { tenantId, createdBy }: PlanChangeRow,
  { stripeInvoiceId, currency, lines }: typeof invoice.$inferSelect,
  now: Date,
): Promise<void> {
  const [account] = await tx.select().from(billingAccount).where(eq(billingAccount.tenantId, tenantId));
  if (!account?.stripeCustomerId) return;
  for (const { units, amountMinor, description, priceId, periodStart, periodEnd } of lines) {
    if (units === null || amountMinor <= 0) continue;
    await recordCommand(tx, {
      ...{ tenantId, createdBy, now, kind: "invoice_item.create", key: `carry:${stripeInvoiceId}:${priceId}` },
      request: {
        params: {
          customer: account.stripeCustomerId,
          currency: currency.toLowerCase(),
          amount: amountMinor,
          description: `${description} (carried over)`,
          period: { start: secondsOf(periodStart), end: secondsOf(periodEnd) },
          metadata: { tenant_id: tenantId, carried_from: stripeInvoiceId },
        },
      },
    });
  }
}

const secondsOf = (instant: string) => Math.floor(new Date(instant).getTime() / 1000);
