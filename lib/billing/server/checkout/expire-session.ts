import Stripe from "stripe";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

export type SessionEnding = "closed" | "complete" | "expired";

/** Closes a hosted page at the provider, and says how it had ended if it had. @throws what the provider's client throws */
export async function expireSession(id: string): Promise<SessionEnding> {
  const { sessions } = stripeClient().checkout;
  const before = await sessions.retrieve(id);
  if (before.status !== "open") return endingOf(before);
  try {
    await sessions.expire(id);
    return "closed";
  } catch (fault) {
    // It was paid, closed or ran out between the two calls.
    if (fault instanceof Stripe.errors.StripeInvalidRequestError) return endingOf(await sessions.retrieve(id));
    throw fault;
  }
}

const endingOf = ({ status }: Stripe.Checkout.Session): SessionEnding =>
  status === "complete" ? "complete" : "expired";
