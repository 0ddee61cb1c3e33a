import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { makeItem, recurringPrice } from "@/scripts/stripe-sandbox/subscriptions/make-item";
import type { Schedule, Subscription, SubscriptionItem } from "@/scripts/stripe-sandbox/subscriptions/types";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/**
 * The items of the phase that begins at this instant, or null where none does. With its last phase begun, a schedule
 * that ends in `release` lets the subscription go.
 */
export function enterPhase(world: World, subscription: Subscription, at: number): SubscriptionItem[] | null {
  const schedule = find(world, "subscription_schedule", subscription.schedule);
  const phase = schedule?.phases.find(({ start_date }) => start_date === at);
  if (schedule?.status !== "active" || !phase) return null;
  schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
  tell(world, "subscription_schedule.updated", schedule);
  if (phase === schedule.phases.at(-1) && schedule.end_behavior === "release") {
    releaseSchedule(world, schedule, subscription, at);
  }
  return phase.items.map(({ price, quantity, metadata }, index) => {
    const old = subscription.items.data.find((item) => item.price.id === price);
    const found = recurringPrice(world, price, `items[${index}][price]`, null);
    const change = { metadata, ...(quantity !== undefined && { quantity }) };
    const item = makeItem(world, subscription, found, change, { start: at, end: at });
    return old ? { ...item, id: old.id, created: old.created } : item;
  });
}

export function releaseSchedule(world: World, schedule: Schedule, subscription: Subscription | null, at: number): void {
  const released = { status: "released", released_at: at, released_subscription: schedule.subscription } as const;
  Object.assign(schedule, { ...released, subscription: null, current_phase: null });
  if (subscription) subscription.schedule = null;
  tell(world, "subscription_schedule.released", schedule);
}
