import { isInForce } from "@/lib/entitlements/derive-entitlement";
import type { Standing } from "@/lib/entitlements/types";

export type SubscriptionCondition = "none" | "trialing" | "active" | "paused" | "trial_over" | "over" | "exception";

/** What a subscription amounts to at one instant; an `access_until` exception in force opens the gate by itself. */
export function subscriptionState({ subscription, exceptions }: Standing, now: Date): SubscriptionCondition {
  const isOver = subscription?.endsAt && subscription.endsAt.getTime() <= now.getTime();
  const runs = subscription && !isOver && (subscription.status === "trialing" || subscription.status === "active");
  if (runs) return subscription.status === "trialing" ? "trialing" : "active";
  if (exceptions.some((exception) => exception.kind === "access_until" && isInForce(exception, now)))
    return "exception";
  if (!subscription) return "none";
  if (subscription.status === "paused") return "paused";
  return subscription.status === "trialing" ? "trial_over" : "over";
}
