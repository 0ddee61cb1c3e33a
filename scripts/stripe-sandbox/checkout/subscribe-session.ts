import type { CheckoutSession } from "@/scripts/stripe-sandbox/checkout/types";
import { attachCard } from "@/scripts/stripe-sandbox/payments/attach-card";
import { chargeCard, makePaymentIntent } from "@/scripts/stripe-sandbox/payments/charge-card";
import { decline } from "@/scripts/stripe-sandbox/payments/decline";
import { cardOf } from "@/scripts/stripe-sandbox/payments/make-card";
import type { PaymentMethod } from "@/scripts/stripe-sandbox/payments/types";
import { createSubscription } from "@/scripts/stripe-sandbox/subscriptions/create-subscription";
import { find, get } from "@/scripts/stripe-sandbox/world/objects";
import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/**
 * Subscription mode: the subscription comes to be only once its first payment would be made, so a decline leaves
 * nothing but a failed payment. Its card stands on the subscription. Source: Checkout in API version 2025-03-31.basil.
 */
export function subscribeSession(
  world: World,
  session: CheckoutSession,
  card: PaymentMethod,
  isConfirmed: boolean,
): "complete" | "action_required" {
  const customer = get(world, "customer", session.customer);
  const behaviour = cardOf(card);
  const amount = session.amount_total ?? 0;
  const isDeclined =
    Boolean(behaviour?.charging && amount > 0) || Boolean(customer.hidden.failNextCharge && amount > 0);
  if (isDeclined) failPayment(world, session, card);
  if (behaviour?.saving) throw new StripeError(402, decline(behaviour.saving));
  if (behaviour && behaviour.confirms !== "never" && !isConfirmed) return "action_required";
  card.hidden.isConfirmed = true;
  attachCard(world, card, customer.id);
  const { description: _, ...data } = session.hidden.params.subscription_data ?? {};
  const items = session.hidden.lines.map(({ price, quantity }) => ({
    price: price.id,
    ...(quantity !== null && { quantity }),
  }));
  const fields = { ...data, customer: customer.id, default_payment_method: card.id, items };
  const subscription = createSubscription(world, fields, isConfirmed);
  session.subscription = subscription.id;
  session.invoice = subscription.latest_invoice;
  return "complete";
}

function failPayment(world: World, session: CheckoutSession, card: PaymentMethod): never {
  const intent =
    find(world, "payment_intent", session.payment_intent) ??
    makePaymentIntent(world, {
      ...{ amount: session.amount_total ?? 0, currency: session.currency ?? "usd", customer: session.customer },
      ...{ description: "Subscription creation", metadata: {}, setup_future_usage: "off_session" },
    });
  const result = chargeCard(world, intent, card, { isOffSession: false, isConfirmed: true });
  throw new StripeError(402, result.outcome === "declined" ? result.error : decline("generic_decline"));
}
