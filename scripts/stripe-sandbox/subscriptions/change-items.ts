import { amountOf } from "@/scripts/stripe-sandbox/catalog/amount-of";
import { share } from "@/scripts/stripe-sandbox/catalog/decimal";
import type { InvoiceLine } from "@/scripts/stripe-sandbox/invoices/types";
import { itemLine, productName, usageLines } from "@/scripts/stripe-sandbox/subscriptions/item-lines";
import { isMetered, makeItem, recurringPrice } from "@/scripts/stripe-sandbox/subscriptions/make-item";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import type { ItemChange, Subscription, SubscriptionItem } from "@/scripts/stripe-sandbox/subscriptions/types";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** The items as they would be after the changes; nothing is changed yet. @throws StripeError */
export function changedItems(
  world: World,
  subscription: Subscription,
  changes: ItemChange[],
  period = periodOf(subscription),
): SubscriptionItem[] {
  const items = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: period.start,
    current_period_end: period.end,
  }));
  for (const [index, change] of changes.entries()) {
    const at = items.findIndex(({ id }) => id === change.id);
    const old = items[at];
    if (change.id && !old) {
      refuse(`Invalid subscription item id given: ${change.id}`, `items[${index}][id]`, "resource_missing");
    }
    if (old && change.deleted) {
      items.splice(at, 1);
      continue;
    }
    const { currency } = subscription;
    if (!old) {
      const price = recurringPrice(world, change.price, `items[${index}][price]`, currency);
      items.push(makeItem(world, subscription, price, change, period));
    } else if (change.price && change.price !== old.price.id) {
      const price = recurringPrice(world, change.price, `items[${index}][price]`, currency);
      const { id, created, metadata } = old;
      const quantity = change.quantity ?? (isMetered(price) ? undefined : old.quantity);
      const kept = { metadata, ...(quantity !== undefined && { quantity }) };
      items[at] = { ...makeItem(world, subscription, price, kept, period), id, created };
    } else if (change.quantity !== undefined) old.quantity = change.quantity;
  }
  checkItems(items);
  return items;
}

export function checkItems(items: SubscriptionItem[]): void {
  const intervals = new Set(
    items.map(({ price }) => `${price.recurring?.interval_count} ${price.recurring?.interval}`),
  );
  if (intervals.size > 1) refuse("The sandbox takes only prices with the same interval on one subscription.", "items");
  if (items.length === 0) refuse("A subscription must have at least one item.", "items");
  if (new Set(items.map(({ price }) => price.id)).size < items.length) {
    refuse("Cannot add multiple subscription items with the same plan.", "items");
  }
}

export const isSame = (a: SubscriptionItem, b: SubscriptionItem) =>
  a.id === b.id && a.price.id === b.price.id && a.quantity === b.quantity;

/**
 * In flexible mode a metered price that goes in the middle of a period is billed for what was used by then, and the one
 * that comes counts from there. Source: docs.stripe.com/billing/subscriptions/usage-based/manage-billing-setup. To be
 * confirmed on a real account: that the instant is `proration_date`, and that use of that very second is behind it.
 */
export function swapUsage(world: World, subscription: Subscription, next: SubscriptionItem[], at: number) {
  const { data } = subscription.items;
  const gone = data.filter((item) => isMetered(item.price) && !next.some((other) => isSame(item, other)));
  const items = next.map((item) =>
    isMetered(item.price) && !data.some((other) => isSame(item, other))
      ? { ...item, hidden: { usageSince: at + 1 } }
      : item,
  );
  const before = { ...subscription, items: { ...subscription.items, data: gone } };
  const used = usageLines(world, before, { start: periodOf(subscription).start, end: at + 1 });
  return { items, used: subscription.status === "trialing" ? [] : used.filter(({ amount }) => amount > 0) };
}

/**
 * The lines that a change in the middle of a period brings, by the second: what is unused of the old item is given
 * back, what remains of the new one is charged. Metered items and trials are not prorated.
 *
 * @param at seconds, `proration_date`
 */
export function prorate(world: World, subscription: Subscription, next: SubscriptionItem[], at: number): InvoiceLine[] {
  if (subscription.status === "trialing") return [];
  const { start, end } = periodOf(subscription);
  const part = (item: SubscriptionItem, sign: 1 | -1, words: string) => {
    if (isMetered(item.price)) return [];
    const quantity = String(item.quantity ?? 1);
    const amount = share(sign * amountOf(item.price, quantity), end - at, end - start);
    const description = `${words} ${productName(world, item.price)} after ${day(at)}`;
    return [
      itemLine(subscription, item, { amount, quantity, period: { start: at, end }, description, isProration: true }),
    ];
  };
  const old = subscription.items.data.filter((item) => !next.some((other) => isSame(item, other)));
  const added = next.filter((item) => !subscription.items.data.some((other) => isSame(item, other)));
  return [
    ...old.flatMap((item) => part(item, -1, "Unused time on")),
    ...added.flatMap((item) => part(item, 1, "Remaining time on")),
  ];
}

const day = (at: number) =>
  new Date(at * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
