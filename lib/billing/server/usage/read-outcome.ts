import Stripe from "stripe";

/** What became of a report: `later` may have been received or not, and is sent again under the same name. */
export type Outcome = { status: "sent" | "duplicate" } | { status: "dead" | "later"; error: string };

/** Codes of Stripe that no repetition changes (docs.stripe.com/billing/subscriptions/usage-based/recording-usage-api). */
const hopeless = new Set([
  "timestamp_too_far_in_past",
  "meter_event_customer_not_found",
  "meter_event_no_customer_defined",
  "meter_event_value_not_found",
  "meter_event_invalid_value",
  "archived_meter",
]);

/** "Already exists" is what a delivered report is answered when it is sent again. */
export function readOutcome(error: unknown): Outcome {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const { message } = error;
  if (/already exists with identifier/i.test(message)) return { status: "duplicate" };
  return {
    status: hopeless.has(error.code ?? "") ? "dead" : "later",
    error: `${error.code ?? error.type}: ${message}`,
  };
}
