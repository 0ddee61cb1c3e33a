import Stripe from "stripe";
import { inTransaction } from "@/db/transaction";
import { recordEvents } from "@/lib/billing/server/intake/record-events";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** An older signature may be a recording. 0 would switch the check off. */
const toleranceSec = 300;

/**
 * Takes a webhook in: its signature is checked against each configured secret, over the text exactly as it was sent.
 * It is only a bell; what has changed is read from Stripe.
 * @throws AppError `invalid_request` for a signature that is wrong or old, and for an event of the other mode.
 */
export async function receiveWebhook(
  call: { body: string; signature: string },
  now: Date,
): Promise<{ received: true }> {
  const event = await verify(call, env().STRIPE_WEBHOOK_SECRET ?? []);
  if (event.livemode !== (currentMode() === "live")) {
    throw new AppError("invalid_request", "The event is of the other mode.", { reason: "livemode" });
  }
  await inTransaction((tx) => recordEvents(tx, [event], "webhook", now));
  return { received: true };
}

async function verify(call: { body: string; signature: string }, secrets: readonly string[]) {
  for (const secret of secrets) {
    try {
      return await stripeClient().webhooks.constructEventAsync(call.body, call.signature, secret, toleranceSec);
    } catch (error) {
      // Only another secret may fit better.
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) break;
    }
  }
  throw new AppError("invalid_request", "The signature does not fit.", { reason: "signature" });
}
