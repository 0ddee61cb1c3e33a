import { nextBoundary } from "@/scripts/stripe-sandbox/catalog/next-boundary";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";

/** The period that begins at `start`, by the anchor of the subscription. */
export const nextPeriod = (subscription: Subscription, start: number) => {
  const recurring = subscription.items.data[0]?.price.recurring;
  if (!recurring) return refuse("The subscription has no recurring item.");
  const { interval, interval_count } = recurring;
  return { start, end: nextBoundary(subscription.billing_cycle_anchor, interval, interval_count, start) };
};
