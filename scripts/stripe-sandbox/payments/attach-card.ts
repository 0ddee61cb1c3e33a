import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { decline } from "@/scripts/stripe-sandbox/payments/decline";
import { cardOf } from "@/scripts/stripe-sandbox/payments/make-card";
import type { PaymentMethod } from "@/scripts/stripe-sandbox/payments/types";
import { refuse, StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Saves a card for a customer. @throws StripeError 402 for a card that declines to be saved */
export function attachCard(world: World, card: PaymentMethod, customer: string): PaymentMethod {
  if (card.customer === customer) return card;
  if (card.customer) refuse("The payment method you provided has already been attached to a customer.");
  const reason = cardOf(card)?.saving;
  if (reason) throw new StripeError(402, decline(reason));
  card.customer = customer;
  tell(world, "payment_method.attached", card);
  return card;
}
