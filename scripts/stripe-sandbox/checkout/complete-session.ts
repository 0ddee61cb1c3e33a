import { paySession } from "@/scripts/stripe-sandbox/checkout/pay-session";
import { saveSessionCard } from "@/scripts/stripe-sandbox/checkout/save-session-card";
import { subscribeSession } from "@/scripts/stripe-sandbox/checkout/subscribe-session";
import type { CheckoutSession } from "@/scripts/stripe-sandbox/checkout/types";
import { createCustomer } from "@/scripts/stripe-sandbox/customers/handlers";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import type { PaymentMethod } from "@/scripts/stripe-sandbox/payments/types";
import { get } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/**
 * What the button of the checkout page does. A decline leaves the session open.
 *
 * @param isConfirmed the customer has confirmed the payment with the bank
 * @returns whether the bank wants a confirmation first
 * @throws StripeError 402
 */
export function completeSession(
  world: World,
  session: CheckoutSession,
  card: PaymentMethod,
  isConfirmed: boolean,
): "complete" | "action_required" {
  const customer = get(world, "customer", session.customer);
  const act = { payment: paySession, setup: saveSessionCard, subscription: subscribeSession }[session.mode];
  if (act(world, session, card, isConfirmed) === "action_required") return "action_required";
  const { email, name } = customer;
  Object.assign(session, {
    status: "complete",
    url: null,
    payment_status: session.payment_status === "unpaid" ? "paid" : session.payment_status,
    customer_details: { email, name, tax_exempt: "none", tax_ids: [] },
  });
  tell(world, "checkout.session.completed", session);
  return "complete";
}

/** A checkout that was opened without a customer gets one from what was typed. */
export function ensureCustomer(world: World, session: CheckoutSession, email: string, name: string): void {
  if (session.customer) return;
  const customer = createCustomer(world, { email: session.customer_email ?? email, name });
  session.customer = customer.id;
}
