import { isInForce } from "@/lib/entitlements/derive-entitlement";
import { heldAt } from "@/lib/entitlements/held-at";
import type { ClosedReason, Standing } from "@/lib/entitlements/types";

export type SubscriptionCondition =
  | "none"
  | "trialing"
  | "active"
  | "grace"
  | "past_due"
  | "paused"
  | "trial_over"
  | "over"
  | "exception";

const closed: Record<ClosedReason, SubscriptionCondition> = {
  subscription_required: "none",
  trial_expired: "trial_over",
  subscription_expired: "over",
  subscription_past_due: "past_due",
  subscription_paused: "paused",
};

/** What a subscription amounts to at one instant; an `access_until` exception in force opens the gate by itself. */
export function subscriptionState({ subscription, exceptions }: Standing, now: Date): SubscriptionCondition {
  const held = subscription && heldAt(subscription, now);
  if (held && (held.status === "trialing" || held.status === "active" || held.status === "grace")) return held.status;
  if (exceptions.some((exception) => exception.kind === "access_until" && isInForce(exception, now)))
    return "exception";
  return held?.reason ? closed[held.reason] : "none";
}
