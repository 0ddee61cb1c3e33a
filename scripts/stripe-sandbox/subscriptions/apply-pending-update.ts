import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { changedItems, isSame, swapUsage } from "@/scripts/stripe-sandbox/subscriptions/change-items";
import { isMetered } from "@/scripts/stripe-sandbox/subscriptions/make-item";
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

/**
 * It was not paid in time, or its invoice was voided: the old items stay. Use that its invoice billed is discarded with
 * it. Source: docs.stripe.com/billing/subscriptions/pending-updates.
 */
export function expirePendingUpdate(world: World, subscription: Subscription): void {
  const before = subscription.pending_update;
  const { pendingItems, pendingUsedUntil } = subscription.hidden;
  const wanted = changedItems(world, subscription, pendingItems);
  for (const item of subscription.items.data) {
    if (pendingUsedUntil === null || !isMetered(item.price) || wanted.some((other) => isSame(item, other))) continue;
    item.hidden = { usageSince: pendingUsedUntil + 1 };
  }
  forgetPendingUpdate(subscription);
  tell(world, "customer.subscription.pending_update_expired", subscription);
  tell(world, "customer.subscription.updated", subscription, { pending_update: before });
}
