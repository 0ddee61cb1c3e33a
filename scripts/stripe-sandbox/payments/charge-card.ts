import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { decline } from "@/scripts/stripe-sandbox/payments/decline";
import { cardOf } from "@/scripts/stripe-sandbox/payments/make-card";
import type { Charge, PaymentIntent, PaymentMethod } from "@/scripts/stripe-sandbox/payments/types";
import { answerOf } from "@/scripts/stripe-sandbox/world/answer-of";
import { randomWord } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { find, insert } from "@/scripts/stripe-sandbox/world/objects";
import type { StripeErrorBody } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export type ChargeResult =
  | { outcome: "paid" }
  | { outcome: "declined"; error: StripeErrorBody }
  | { outcome: "action_required" };

export interface Attempt {
  /** The customer is not there to confirm. */
  isOffSession: boolean;
  /** The customer has confirmed this payment. */
  isConfirmed: boolean;
}

export function makePaymentIntent(
  world: World,
  fields: Pick<PaymentIntent, "amount" | "currency" | "customer" | "description" | "metadata" | "setup_future_usage">,
): PaymentIntent {
  const intent = insert(world, "payment_intent", {
    created: nowOf(world, fields.customer),
    amount_received: 0,
    status: "requires_payment_method",
    payment_method: null,
    latest_charge: null,
    last_payment_error: null,
    next_action: null,
    canceled_at: null,
    cancellation_reason: null,
    client_secret: "",
    capture_method: "automatic",
    confirmation_method: "automatic",
    automatic_payment_methods: { enabled: true, allow_redirects: "always" },
    payment_method_types: ["card"],
    ...fields,
  });
  intent.client_secret = `${intent.id}_secret_${randomWord(25)}`;
  tell(world, "payment_intent.created", intent);
  return intent;
}

/** Tries to take the money of a payment from a card, as that test card behaves. */
export function chargeCard(world: World, intent: PaymentIntent, card: PaymentMethod, attempt: Attempt): ChargeResult {
  const behaviour = cardOf(card);
  const confirms = behaviour?.confirms ?? "never";
  const isMissing =
    !attempt.isConfirmed && (confirms === "always" || (confirms === "once" && !card.hidden.isConfirmed));
  const reason =
    takeForcedFailure(world, intent) ??
    behaviour?.charging ??
    (isMissing && attempt.isOffSession ? "authentication_required" : null);
  if (reason) return fail(world, intent, card, reason);
  if (isMissing) return ask(world, intent, card);
  if (attempt.isConfirmed) card.hidden.isConfirmed = true;
  const charge = insertCharge(world, intent, card, null);
  update(world, intent, {
    status: "succeeded",
    amount_received: intent.amount,
    payment_method: card.id,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
  });
  tell(world, "charge.succeeded", charge);
  tell(world, "payment_intent.succeeded", intent);
  return { outcome: "paid" };
}

/** The panel can make the next charge of one customer fail. */
function takeForcedFailure(world: World, intent: PaymentIntent): string | null {
  const customer = find(world, "customer", intent.customer);
  if (!customer?.hidden.failNextCharge) return null;
  customer.hidden.failNextCharge = false;
  return "generic_decline";
}

function ask(world: World, intent: PaymentIntent, card: PaymentMethod): ChargeResult {
  const url = `${world.pageUrl}/3ds/${intent.id}`;
  update(world, intent, {
    status: "requires_action",
    payment_method: card.id,
    next_action: { type: "redirect_to_url", redirect_to_url: { return_url: null, url } },
  });
  tell(world, "payment_intent.requires_action", intent);
  return { outcome: "action_required" };
}

function fail(world: World, intent: PaymentIntent, card: PaymentMethod, reason: string): ChargeResult {
  const error = decline(reason);
  const charge = insertCharge(world, intent, card, error);
  const told = { ...error, charge: charge.id, payment_method: answerOf(world, card) };
  update(world, intent, {
    status: "requires_payment_method",
    payment_method: null,
    latest_charge: charge.id,
    next_action: null,
    last_payment_error: told,
  });
  tell(world, "charge.failed", charge);
  tell(world, "payment_intent.payment_failed", intent);
  return { outcome: "declined", error: { ...told, payment_intent: answerOf(world, intent) } };
}

function insertCharge(world: World, intent: PaymentIntent, card: PaymentMethod, error: StripeErrorBody | null): Charge {
  const { amount, currency, customer, metadata } = intent;
  return insert(world, "charge", {
    created: nowOf(world, customer),
    amount,
    amount_captured: error ? 0 : amount,
    amount_refunded: 0,
    captured: !error,
    paid: !error,
    refunded: false,
    status: error ? "failed" : "succeeded",
    currency,
    customer,
    metadata,
    payment_intent: intent.id,
    payment_method: card.id,
    failure_code: error?.code ?? null,
    failure_message: error?.message ?? null,
    outcome: {
      type: error ? "issuer_declined" : "authorized",
      network_status: error ? "declined_by_network" : "approved_by_network",
      reason: error?.decline_code ?? error?.code ?? null,
      advice_code: error?.advice_code ?? null,
      risk_level: "normal",
      seller_message: error ? "The bank did not return any further details with this decline." : "Payment complete.",
    },
    billing_details: card.billing_details,
    receipt_url: null,
  });
}
