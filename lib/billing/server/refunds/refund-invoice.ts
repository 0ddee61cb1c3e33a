import { and, eq, inArray, ne } from "drizzle-orm";
import type { z } from "zod";
import { database, type Transaction } from "@/db/client";
import { creditLot } from "@/db/schema/entitlements";
import { invoice, refund } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { creditsBack } from "@/lib/billing/credits-back";
import { RefundInput } from "@/lib/billing/invoice-inputs";
import { settleRefund } from "@/lib/billing/server/refunds/settle-refund";
import { creditDecimal } from "@/lib/credits";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

export type RefundView = {
  refundId: string;
  status: "pending" | "done" | "failed";
  amountMinor: number;
  currency: string;
  /** Decimal string of credits that were taken back; what was used of them becomes a debt. */
  creditsTaken: string;
};
type Invoice = typeof invoice.$inferSelect;
type Wanted = z.output<typeof RefundInput>;

/**
 * Gives back what was paid for an invoice, or a part of it. The same `requestId` sent again answers the refund that it
 * made.
 * @throws AppError `not_found`, `validation_failed` beyond what is left, `conflict` while another refund of it runs or
 * when the provider refuses, `payment_in_progress` while its outcome is not known.
 */
export async function refundInvoice(ctx: Ctx, input: z.input<typeof RefundInput>): Promise<RefundView> {
  authorizeStaff(ctx, "staff:refunds");
  const wanted = parseInput(RefundInput, input);
  const id = await inTransaction((tx) => claim(tx, ctx, wanted));
  await settleRefund(id, ctx.now);
  const [row] = await database().select().from(refund).where(eq(refund.id, id));
  if (row?.status === "pending") throw new AppError("payment_in_progress");
  if (row?.status !== "done") {
    throw new AppError("conflict", "The payment provider refused this refund.", { reason: "refused" });
  }
  const { status, amountMinor, currency, creditMicro } = row;
  return { refundId: id, status, amountMinor, currency, creditsTaken: creditDecimal(creditMicro) };
}

async function claim(tx: Transaction, ctx: Ctx, wanted: Wanted): Promise<string> {
  const [bill] = await tx.select().from(invoice).where(eq(invoice.id, wanted.invoiceId)).for("update");
  if (!bill) throw new AppError("not_found");
  const requestKey = wanted.requestId === undefined ? null : `${bill.id}:${wanted.requestId}`;
  if (requestKey !== null) {
    const [same] = await tx.select().from(refund).where(eq(refund.requestKey, requestKey));
    if (same && same.amountMinor === wanted.amountMinor) return same.id;
    if (same)
      throw new AppError("conflict", "This requestId gave back another amount.", { reason: "request_id_reused" });
  }
  if (bill.billedBy !== "stripe" || bill.status !== "paid" || bill.paymentIntentId === null) {
    throw new AppError("conflict", "Nothing was paid here that can go back.", { reason: "not_refundable" });
  }
  const earlier = await tx
    .select()
    .from(refund)
    .where(and(eq(refund.invoiceId, bill.id), ne(refund.status, "failed")));
  if (earlier.some(({ status }) => status === "pending")) {
    throw new AppError("conflict", "Another refund of this invoice is being made.", { reason: "refund_pending" });
  }
  const refundedMinor = Math.max(bill.refundedMinor, sumOf(earlier));
  if (wanted.amountMinor > bill.paidMinor - refundedMinor) {
    throw invalidField("/amountMinor", "too_large", "This is more than what is left of the payment.");
  }
  const creditMicro = wanted.takeBackCredits ? await creditsOf(tx, bill, refundedMinor, wanted.amountMinor) : 0;
  const id = newId("refund", ctx.now);
  await tx.insert(refund).values({
    id,
    tenantId: bill.tenantId,
    invoiceId: bill.id,
    amountMinor: wanted.amountMinor,
    currency: bill.currency,
    creditMicro,
    status: "pending",
    reason: wanted.reason,
    requestKey,
    createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
    createdAt: ctx.now,
  });
  await recordAudit(tx, ctx, {
    action: "invoice.refunded",
    objectKind: "invoice",
    objectId: bill.id,
    tenantId: bill.tenantId,
    after: {
      refundId: id,
      amountMinor: wanted.amountMinor,
      currency: bill.currency,
      credits: creditDecimal(creditMicro),
    },
    reason: wanted.reason,
  });
  return id;
}

const sumOf = (rows: readonly { amountMinor: number }[]) => rows.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

async function creditsOf(tx: Transaction, bill: Invoice, beforeMinor: number, amountMinor: number): Promise<number> {
  const [lot] = await tx
    .select({ micro: creditLot.micro })
    .from(creditLot)
    .where(
      and(
        eq(creditLot.tenantId, bill.tenantId),
        eq(creditLot.sourceId, bill.paymentIntentId ?? ""),
        inArray(creditLot.sourceType, ["purchase", "top_up"]),
      ),
    );
  if (!lot) return 0;
  return creditsBack(lot.micro, bill.paidMinor, { beforeMinor, afterMinor: beforeMinor + amountMinor });
}
