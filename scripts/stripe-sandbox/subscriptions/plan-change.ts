import { nextBoundary } from "@/scripts/stripe-sandbox/catalog/next-boundary";
import type { InvoiceLine } from "@/scripts/stripe-sandbox/invoices/types";
import { changedItems, prorate, swapUsage } from "@/scripts/stripe-sandbox/subscriptions/change-items";
import { licensedLines, usageLines } from "@/scripts/stripe-sandbox/subscriptions/item-lines";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import type { ItemChange, Subscription, SubscriptionItem } from "@/scripts/stripe-sandbox/subscriptions/types";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export interface PlannedChange {
  items: SubscriptionItem[];
  lines: InvoiceLine[];
  /** The billing cycle anchor after the change. */
  anchor: number;
  /** Up to when use of metered prices that go is billed with it. */
  usedUntil: number;
  /** Otherwise the lines wait for the next invoice. */
  isInvoicedNow: boolean;
}

interface ProrationParams {
  proration_behavior?: string;
  proration_date?: number;
}

/**
 * What a change of items would do; the preview and the change itself both ask here, so they agree to the cent. Another
 * interval begins a new period now, which is invoiced at once with what was used so far.
 */
export function planChange(
  world: World,
  subscription: Subscription,
  changes: ItemChange[],
  params: ProrationParams,
): PlannedChange {
  const now = nowOf(world, subscription.customer);
  const period = periodOf(subscription);
  const at = params.proration_date ?? now;
  if (at < period.start || at > period.end) {
    refuse("proration_date must be within the current period of the subscription.", "proration_date");
  }
  const isProrated = params.proration_behavior !== "none";
  const { items, used: unbilled } = swapUsage(world, subscription, changedItems(world, subscription, changes), at);
  const lines = isProrated ? [...prorate(world, subscription, items, at), ...unbilled] : [];
  const anchor = subscription.billing_cycle_anchor;
  if (intervalOf(items) === intervalOf(subscription.items.data) || subscription.status === "trialing") {
    return { items, lines, anchor, usedUntil: at, isInvoicedNow: params.proration_behavior === "always_invoice" };
  }
  const recurring = items[0]?.price.recurring ?? refuse("A subscription must have at least one item.", "items");
  const fresh = { start: now, end: nextBoundary(now, recurring.interval, recurring.interval_count, now) };
  const counting = swapUsage(world, subscription, items, now).items;
  const begun = counting.map((item) => ({ ...item, current_period_start: fresh.start, current_period_end: fresh.end }));
  const after = { ...subscription, items: { ...subscription.items, data: begun } };
  const unused = isProrated ? prorate(world, subscription, [], at) : [];
  const used = usageLines(world, subscription, { start: period.start, end: now + 1 });
  const ahead = licensedLines(world, after, fresh);
  return { items: begun, lines: [...unused, ...used, ...ahead], anchor: now, usedUntil: now, isInvoicedNow: true };
}

const intervalOf = ([first]: SubscriptionItem[]) =>
  `${first?.price.recurring?.interval_count} ${first?.price.recurring?.interval}`;
