import type { InvoiceView } from "@/lib/billing/views";
import type { Role } from "@/theme";

/** One word for where an invoice stands. An open one is red only once a payment of it has failed. */
export function describeInvoice(invoice: InvoiceView): { role: Role; word: string } {
  const { status, attemptCount, total, refunded } = invoice;
  if (status === "paid") {
    if (refunded.amountMinor === 0) return { role: "ok", word: "paid" };
    return refunded.amountMinor >= total.amountMinor
      ? { role: "calm", word: "refunded" }
      : { role: "calm", word: "partly refunded" };
  }
  if (status === "open")
    return attemptCount > 0 ? { role: "act", word: "payment failed" } : { role: "warn", word: "open" };
  if (status === "draft") return { role: "info", word: "being made" };
  return status === "void" ? { role: "calm", word: "void" } : { role: "calm", word: "written off" };
}
