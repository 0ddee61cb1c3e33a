import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { subscriptionOf } from "@/scripts/stripe-sandbox/invoices/subscription-of";
import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import { expirePendingUpdate } from "@/scripts/stripe-sandbox/subscriptions/apply-pending-update";
import { refreshStatus } from "@/scripts/stripe-sandbox/subscriptions/refresh-status";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Only a finalised invoice that is not paid can be voided. What it took from the balance goes back. */
export function voidInvoice(world: World, invoice: Invoice): Invoice {
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    refuse(`You can only void an open or uncollectible invoice; this one is ${invoice.status}.`);
  }
  const now = nowOf(world, invoice.customer);
  cancelPayment(world, invoice, now);
  const customer = find(world, "customer", invoice.customer);
  const taken = invoice.starting_balance - (invoice.ending_balance ?? 0);
  if (customer && taken !== 0) update(world, customer, { balance: customer.balance + taken }, "customer.updated");
  Object.assign(invoice, {
    status: "void",
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at: now },
  });
  invoice.hidden.givesUpAt = null;
  tell(world, "invoice.voided", invoice);
  const subscription = subscriptionOf(world, invoice);
  if (subscription?.hidden.pendingInvoice === invoice.id) expirePendingUpdate(world, subscription);
  if (subscription) refreshStatus(world, subscription);
  return invoice;
}

function cancelPayment(world: World, invoice: Invoice, now: number) {
  const intent = find(world, "payment_intent", invoice.hidden.paymentIntent);
  if (!intent || intent.status === "succeeded") return;
  Object.assign(intent, {
    status: "canceled",
    canceled_at: now,
    cancellation_reason: "void_invoice",
    next_action: null,
  });
  tell(world, "payment_intent.canceled", intent);
}
