import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { changedItems, swapUsage } from "@/scripts/stripe-sandbox/subscriptions/change-items";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** The invoice of a pending update was paid: the items change now. */
export function applyPendingUpdate(world: World, subscription: Subscription): void {
  const { pendingItems, pendingUsedUntil } = subscription.hidden;
  const changed = changedItems(world, subscription, pendingItems);
  const data = pendingUsedUntil === null ? changed : swapUsage(world, subscription, changed, pendingUsedUntil).items;
  forgetPendingUpdate(subscription);
  const before = { items: subscription.items };
  subscription.items = { ...subscription.items, data };
  tell(world, "customer.subscription.pending_update_applied", subscription);
  tell(world, "customer.subscription.updated", subscription, before);
}

export function forgetPendingUpdate(subscription: Subscription): void {
  subscription.pending_update = null;
  subscription.hidden.pendingItems = [];
  subscription.hidden.pendingInvoice = null;
  subscription.hidden.pendingUsedUntil = null;
}

/** It was not paid in time: the old items stay. */
export function expirePendingUpdate(world: World, subscription: Subscription): void {
  const before = subscription.pending_update;
  forgetPendingUpdate(subscription);
  tell(world, "customer.subscription.pending_update_expired", subscription);
  tell(world, "customer.subscription.updated", subscription, { pending_update: before });
}
