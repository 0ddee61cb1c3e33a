import type Stripe from "stripe";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { attachCard } from "@/scripts/stripe-sandbox/payments/attach-card";
import { makeCard, takeCard } from "@/scripts/stripe-sandbox/payments/make-card";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { all, find, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

function createPaymentMethod(world: World, params: Stripe.PaymentMethodCreateParams) {
  const { card } = params;
  if (params.type !== "card" || !card) return refuse("The sandbox takes cards only.", "type");
  if ("token" in card && card.token) return takeCard(world, null, card.token, "card[token]");
  if (!("number" in card)) return refuse("Missing required param: card[number].", "card[number]", "parameter_missing");
  const { number = "", exp_month = 12, exp_year = 2040 } = card;
  const name = params.billing_details?.name || null;
  return makeCard(world, null, { number, expMonth: exp_month, expYear: exp_year, name });
}

/** A detached card is gone for good: it is nobody's default any more. */
export function detachCard(world: World, id: string) {
  const card = get(world, "payment_method", id);
  const { customer } = card;
  if (!customer) return refuse("The payment method you provided is not attached to a customer.");
  const owner = find(world, "customer", customer);
  if (owner?.invoice_settings.default_payment_method === id) {
    update(world, owner, { invoice_settings: { default_payment_method: null } }, "customer.updated");
  }
  for (const subscription of all(world, "subscription")) {
    if (subscription.default_payment_method === id) subscription.default_payment_method = null;
  }
  return update(world, card, { customer: null }, "payment_method.detached");
}

function createRefund(world: World, params: Stripe.RefundCreateParams) {
  const intent = params.payment_intent ? get(world, "payment_intent", params.payment_intent, "payment_intent") : null;
  const charge = get(world, "charge", params.charge ?? intent?.latest_charge, "charge");
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) refuse(`Charge ${charge.id} has already been refunded.`, undefined, "charge_already_refunded");
  const amount = params.amount ?? left;
  if (amount < 1) refuse("Invalid positive integer", "amount", "parameter_invalid_integer");
  if (amount > left)
    refuse(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, "amount");
  const refund = insert(world, "refund", {
    created: nowOf(world, charge.customer),
    amount,
    charge: charge.id,
    payment_intent: charge.payment_intent,
    currency: charge.currency,
    customer: charge.customer,
    reason: params.reason ?? null,
    status: "succeeded",
    metadata: mergeMetadata({}, params.metadata),
  });
  tell(world, "refund.created", refund);
  const refunded = charge.amount_refunded + amount;
  update(world, charge, { amount_refunded: refunded, refunded: refunded === charge.amount }, "charge.refunded");
  return refund;
}

export const paymentHandlers: Handlers = {
  "POST /v1/payment_methods": createPaymentMethod,
  "GET /v1/payment_methods": (world, params: Stripe.PaymentMethodListParams) => {
    const cards = all(world, "payment_method").filter(({ customer }) => customer && customer === params.customer);
    return listPage(params.type && params.type !== "card" ? [] : cards, params, "/v1/payment_methods");
  },
  "GET /v1/payment_methods/{id}": (world, _, id) => get(world, "payment_method", id),
  "POST /v1/payment_methods/{id}/attach": (world, params: Stripe.PaymentMethodAttachParams, id) => {
    const { id: customer } = get(world, "customer", params.customer, "customer");
    return attachCard(world, takeCard(world, customer, id, "payment_method"), customer);
  },
  "POST /v1/payment_methods/{id}/detach": (world, _, id) => detachCard(world, id),
  "GET /v1/setup_intents/{id}": (world, _, id) => get(world, "setup_intent", id),
  "GET /v1/payment_intents": (world, params: Stripe.PaymentIntentListParams) => {
    const matching = all(world, "payment_intent").filter(({ customer }) => customer === (params.customer ?? customer));
    return listPage(matching, params, "/v1/payment_intents");
  },
  "GET /v1/payment_intents/{id}": (world, _, id) => get(world, "payment_intent", id),
  "GET /v1/charges/{id}": (world, _, id) => get(world, "charge", id),
  "POST /v1/refunds": createRefund,
  "GET /v1/refunds/{id}": (world, _, id) => get(world, "refund", id),
};
