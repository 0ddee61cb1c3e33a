import { and, eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { stripeCommand } from "@/db/schema/billing";
import { invoice, refund } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { takeCreditsBack } from "@/lib/billing/server/refunds/take-credits-back";
import { requestSync } from "@/lib/billing/server/sync/request-sync";

/**
 * Takes a refund as far as it goes: asks the provider once, under the refund's own key, then takes the credits back.
 * Whoever repeats it, after whatever interruption, gives nothing twice. While the outcome is not known it stays pending.
 */
export async function settleRefund(id: string, now: Date): Promise<void> {
  const [row] = await database()
    .select({ refund, paymentIntentId: invoice.paymentIntentId })
    .from(refund)
    .innerJoin(invoice, eq(invoice.id, refund.invoiceId))
    .where(eq(refund.id, id));
  if (row?.refund.status !== "pending" || row.paymentIntentId === null) return;
  const made = await ask(row.refund, row.paymentIntentId, now);
  if (made === "unknown") return;
  await inTransaction(async (tx) => {
    const [claimed] = await tx
      .update(refund)
      .set(made === "failed" ? { status: "failed" } : { status: "done", stripeRefundId: made.stripeRefundId })
      .where(and(eq(refund.id, id), eq(refund.status, "pending")))
      .returning();
    if (!claimed || made === "failed") return;
    // A sync may have read the whole from the charge already.
    await tx
      .update(invoice)
      .set({
        refundedMinor: sql`greatest(${invoice.refundedMinor}, (select sum(r.amount_minor) from refund r
                                      where r.invoice_id = ${claimed.invoiceId} and r.status = 'done'))`,
      })
      .where(eq(invoice.id, claimed.invoiceId));
    if (claimed.creditMicro > 0) {
      await takeCreditsBack(tx, {
        tenantId: claimed.tenantId,
        paymentId: row.paymentIntentId ?? "",
        micro: claimed.creditMicro,
        key: claimed.id,
        reason: claimed.reason,
        now,
      });
    }
    await requestSync(tx, claimed.tenantId, now);
    if (claimed.creditMicro > 0) await recordChange(tx, { subject: "tenant", subjectId: claimed.tenantId });
  });
}

async function ask(
  row: typeof refund.$inferSelect,
  paymentIntentId: string,
  now: Date,
): Promise<"failed" | "unknown" | { stripeRefundId: string }> {
  const key = `refund:${row.id}`;
  const [sent] = await database().select().from(stripeCommand).where(eq(stripeCommand.idempotencyKey, key));
  if (sent?.status === "done" && sent.responseId) return { stripeRefundId: sent.responseId };
  const result = await runCommand({
    tenantId: row.tenantId,
    kind: "refund.create",
    key,
    request: {
      params: {
        payment_intent: paymentIntentId,
        amount: row.amountMinor,
        metadata: { tenant_id: row.tenantId, refund_id: row.id },
      },
    },
    createdBy: row.createdBy,
    now,
  });
  return result.status === "done" ? { stripeRefundId: result.answer.id } : result.status;
}
