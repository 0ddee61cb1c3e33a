import type { statement } from "@/db/schema/invoices";
import type { StatementView } from "@/lib/billing/staff-views";

/** A statement as people are told it. */
export function describeStatement(row: typeof statement.$inferSelect, planName: string): StatementView {
  const { currency } = row;
  return {
    id: row.id,
    planName,
    periodStart: row.periodStart.toISOString(),
    periodEnd: row.periodEnd.toISOString(),
    total: { amountMinor: row.totalMinor, currency },
    lines: row.lines.map(({ description, units, quantity, amountMinor, periodStart, periodEnd, isProration }) => ({
      description,
      units,
      quantity,
      amount: { amountMinor, currency },
      periodStart,
      periodEnd,
      isProration,
    })),
    invoiceId: row.invoiceId,
  };
}
