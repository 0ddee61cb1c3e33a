import type { invoice } from "@/db/schema/invoices";
import type { DeclineCause } from "@/lib/billing/types";
import type { InvoiceView } from "@/lib/billing/views";

type Row = typeof invoice.$inferSelect;

/** An invoice as its tenant is told it. */
export function describeInvoice(row: Row): InvoiceView {
  const money = (amountMinor: number) => ({ amountMinor, currency: row.currency });
  return {
    id: row.id,
    billedBy: row.billedBy,
    number: row.number,
    status: row.status,
    reason: row.reason,
    total: money(row.totalMinor),
    tax: money(row.taxMinor),
    due: money(row.dueMinor),
    refunded: money(row.refundedMinor),
    createdAt: row.createdAt.toISOString(),
    periodStart: row.periodStart?.toISOString() ?? null,
    periodEnd: row.periodEnd?.toISOString() ?? null,
    dueAt: row.dueAt?.toISOString() ?? null,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    paidAt: row.paidAt?.toISOString() ?? null,
    attemptCount: row.attemptCount,
    cause: row.cause as DeclineCause | null,
    lines: row.lines.map(({ description, units, quantity, amountMinor, periodStart, periodEnd, isProration }) => ({
      description,
      units,
      quantity,
      amount: money(amountMinor),
      periodStart,
      periodEnd,
      isProration,
    })),
    hasPages: row.status !== "draft" && row.hostedUrl !== null,
  };
}
