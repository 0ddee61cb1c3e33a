import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { finalizeInvoice } from "@/scripts/stripe-sandbox/invoices/finalize-invoice";
import { markPaid } from "@/scripts/stripe-sandbox/invoices/mark-paid";
import { subscriptionOf } from "@/scripts/stripe-sandbox/invoices/subscription-of";
import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import { type Attempt, type ChargeResult, chargeCard } from "@/scripts/stripe-sandbox/payments/charge-card";
import { isHardDecline } from "@/scripts/stripe-sandbox/payments/decline";
import type { PaymentMethod } from "@/scripts/stripe-sandbox/payments/types";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { find, get } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const day = 86_400;
const missingCard = {
  type: "invalid_request_error",
  code: "resource_missing",
  message:
    "There is no `default_payment_method` set on this Customer or Invoice. Please either set one, or pass in a `payment_method` parameter.",
} as const;

/**
 * One attempt to collect an invoice; a draft is finalised first.
 *
 * @param card to use instead of the default one
 */
export function payInvoice(world: World, invoice: Invoice, card: PaymentMethod | null, attempt: Attempt): ChargeResult {
  if (invoice.status === "draft") finalizeInvoice(world, invoice);
  if (invoice.status === "paid") return { outcome: "paid" };
  if (invoice.status === "void") refuse("This invoice is void and cannot be paid.", undefined, "invoice_not_editable");
  const used = card ?? defaultCard(world, invoice);
  const intent = get(world, "payment_intent", invoice.hidden.paymentIntent);
  const result: ChargeResult = used
    ? chargeCard(world, intent, used, attempt)
    : { outcome: "declined", error: missingCard };
  invoice.attempted = true;
  if (result.outcome === "action_required") {
    tell(world, "invoice.payment_action_required", invoice);
    return result;
  }
  invoice.attempt_count += 1;
  if (result.outcome === "paid") markPaid(world, invoice);
  else {
    if (result.error.code === "authentication_required") tell(world, "invoice.payment_action_required", invoice);
    tell(world, "invoice.payment_failed", invoice);
  }
  return result;
}

/** What happens by itself: at the end of the draft's hour, and on the days for trying again. */
export function collectInvoice(world: World, invoice: Invoice): void {
  const now = nowOf(world, invoice.customer);
  const isFirst = invoice.hidden.givesUpAt === null;
  invoice.next_payment_attempt = null;
  if (isFirst) {
    const days = world.settings.retryDays.reduce((sum, pause) => sum + pause, 0);
    invoice.hidden.givesUpAt = now + days * day;
  } else invoice.hidden.retries += 1;
  const pause = world.settings.retryDays[invoice.hidden.retries];
  const result = payInvoice(world, invoice, null, { isOffSession: true, isConfirmed: false });
  if (result.outcome === "paid") return;
  const isFinal = result.outcome === "declined" && (isHardDecline(result.error) || result.error === missingCard);
  update(world, invoice, { next_payment_attempt: isFinal || !pause ? null : now + pause * day }, "invoice.updated");
  const subscription = subscriptionOf(world, invoice);
  if (subscription && (subscription.status === "active" || subscription.status === "trialing")) {
    update(world, subscription, { status: "past_due" }, "customer.subscription.updated");
  }
}

/** The invoice's own card, else the subscription's, else the customer's. */
export function defaultCard(world: World, invoice: Invoice): PaymentMethod | null {
  const customer = get(world, "customer", invoice.customer);
  const id =
    invoice.default_payment_method ??
    subscriptionOf(world, invoice)?.default_payment_method ??
    customer.invoice_settings.default_payment_method;
  return find(world, "payment_method", id);
}
