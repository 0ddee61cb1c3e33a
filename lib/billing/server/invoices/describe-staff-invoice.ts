import type { invoice } from "@/db/schema/invoices";
import { describeInvoice } from "@/lib/billing/server/invoices/describe-invoice";
import type { StaffInvoiceView } from "@/lib/billing/staff-views";
import { creditDecimal } from "@/lib/credits";

/** An invoice as staff is told it. */
export function describeStaffInvoice(
  row: typeof invoice.$inferSelect,
  of: { tenantName: string; creditMicro: number | null },
): StaffInvoiceView {
  const isPaid = row.billedBy === "stripe" && row.status === "paid" && row.paymentIntentId !== null;
  return {
    ...describeInvoice(row),
    tenant: { id: row.tenantId, name: of.tenantName },
    declineCode: row.declineCode,
    refundable: isPaid && row.paidMinor > row.refundedMinor,
    credits: of.creditMicro === null ? null : creditDecimal(of.creditMicro),
  };
}
