import { and, eq, like, ne, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { creditLot } from "@/db/schema/entitlements";
import { invoice, refund } from "@/db/schema/invoices";
import { ledgerTransfer } from "@/db/schema/metering";
import { creditsBack } from "@/lib/billing/credits-back";
import { takeCreditsBack } from "@/lib/billing/server/refunds/take-credits-back";
import type { SyncContext } from "@/lib/billing/server/sync/sync-context";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";

/**
 * Takes credits back for money that went back without us, e.g. in the provider's own dashboard, and tells staff of
 * disputed payments.
 */
export async function settleOutsideRefunds(tx: Transaction, ctx: SyncContext): Promise<void> {
  const { tenantId, now } = ctx;
  for (const charge of ctx.snapshot.charges) {
    const paymentId = typeof charge.payment_intent === "string" ? charge.payment_intent : charge.payment_intent?.id;
    if (!paymentId) continue;
    if (charge.disputed) {
      const details = { paymentIntentId: paymentId, amountMinor: charge.amount };
      await raiseTask(tx, { tenantId, kind: "payment_disputed", objectId: charge.id, details, now });
    }
    const ours = await refundedByUs(tx, tenantId, paymentId);
    const outsideMinor = charge.amount_refunded - ours;
    if (outsideMinor <= 0) continue;
    const [lot] = await tx
      .select({ micro: creditLot.micro })
      .from(creditLot)
      .where(and(eq(creditLot.tenantId, tenantId), eq(creditLot.sourceId, paymentId)));
    if (!lot) continue;
    const wanted = creditsBack(lot.micro, charge.amount, { beforeMinor: 0, afterMinor: outsideMinor });
    const micro = wanted - (await takenBefore(tx, charge.id));
    if (micro <= 0) continue;
    await takeCreditsBack(tx, {
      tenantId,
      paymentId,
      micro,
      key: `${charge.id}:${outsideMinor}`,
      reason: "Refunded at the payment provider",
      now,
    });
    await recordChange(tx, { subject: "tenant", subjectId: tenantId });
  }
}

/** One that is still being made may be among what the charge says. */
async function refundedByUs(tx: Transaction, tenantId: string, paymentId: string): Promise<number> {
  const rows = await tx
    .select({ amountMinor: refund.amountMinor })
    .from(refund)
    .innerJoin(invoice, eq(invoice.id, refund.invoiceId))
    .where(and(eq(refund.tenantId, tenantId), eq(invoice.paymentIntentId, paymentId), ne(refund.status, "failed")));
  return rows.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

async function takenBefore(tx: Transaction, chargeId: string): Promise<number> {
  const [row] = await tx
    .select({ micro: sql<number>`coalesce(sum(${ledgerTransfer.amount}), 0)::bigint`.mapWith(Number) })
    .from(ledgerTransfer)
    .where(
      and(
        eq(ledgerTransfer.source, "credit_lot_refund"),
        like(ledgerTransfer.sourceKey, `${chargeId.replaceAll("_", "\\_")}:%`),
      ),
    );
  return row?.micro ?? 0;
}
