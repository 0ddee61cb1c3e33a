import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";

/** All items of a subscription have the same interval here, and so the same period. */
export function periodOf({ id, items }: Subscription): { start: number; end: number } {
  const [first] = items.data;
  if (!first) throw new StripeError(500, { type: "api_error", message: `${id} has no items.` });
  return { start: first.current_period_start, end: first.current_period_end };
}
