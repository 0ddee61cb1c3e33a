import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { subscriptionOf } from "@/scripts/stripe-sandbox/invoices/subscription-of";
import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import { applyPendingUpdate } from "@/scripts/stripe-sandbox/subscriptions/apply-pending-update";
import { refreshStatus } from "@/scripts/stripe-sandbox/subscriptions/refresh-status";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { all } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** The invoice is settled, and so is what waited for it. */
export function markPaid(world: World, invoice: Invoice): void {
  const now = nowOf(world, invoice.customer);
  Object.assign(invoice, {
    status: "paid",
    attempted: true,
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  });
  invoice.hidden.givesUpAt = null;
  for (const payment of all(world, "invoice_payment").filter((kept) => kept.invoice === invoice.id)) {
    payment.amount_paid = invoice.amount_due;
    payment.status = "paid";
    payment.status_transitions = { canceled_at: null, paid_at: now };
    tell(world, "invoice_payment.paid", payment);
  }
  tell(world, "invoice.paid", invoice);
  tell(world, "invoice.payment_succeeded", invoice);
  const subscription = subscriptionOf(world, invoice);
  if (!subscription) return;
  if (subscription.hidden.pendingInvoice === invoice.id) applyPendingUpdate(world, subscription);
  refreshStatus(world, subscription);
}
