import type { CheckoutSession } from "@/scripts/stripe-sandbox/checkout/types";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { attachCard } from "@/scripts/stripe-sandbox/payments/attach-card";
import { cardOf } from "@/scripts/stripe-sandbox/payments/make-card";
import type { PaymentMethod, SetupIntent } from "@/scripts/stripe-sandbox/payments/types";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { randomWord } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { find, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Setup mode: the card is saved and becomes nobody's default by that. */
export function saveSessionCard(
  world: World,
  session: CheckoutSession,
  card: PaymentMethod,
  isConfirmed: boolean,
): "complete" | "action_required" {
  const customer = get(world, "customer", session.customer);
  const intent = find(world, "setup_intent", session.setup_intent) ?? makeSetupIntent(world, session, customer.id);
  if (cardOf(card)?.confirms !== "never" && !isConfirmed) return "action_required";
  try {
    attachCard(world, card, customer.id);
  } catch (problem) {
    if (problem instanceof StripeError) intent.last_setup_error = problem.body;
    tell(world, "setup_intent.setup_failed", intent);
    throw problem;
  }
  card.hidden.isConfirmed = true;
  Object.assign(intent, { status: "succeeded", payment_method: card.id, last_setup_error: null });
  tell(world, "setup_intent.succeeded", intent);
  return "complete";
}

function makeSetupIntent(world: World, session: CheckoutSession, customer: string): SetupIntent {
  const intent = insert(world, "setup_intent", {
    created: nowOf(world, customer),
    customer,
    status: "requires_payment_method",
    payment_method: null,
    last_setup_error: null,
    client_secret: `seti_${randomWord(24)}_secret_${randomWord(25)}`,
    usage: "off_session",
    payment_method_types: ["card"],
    metadata: mergeMetadata({}, session.hidden.params.setup_intent_data?.metadata),
  });
  session.setup_intent = intent.id;
  return intent;
}
