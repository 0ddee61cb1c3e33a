import type { Price } from "@/scripts/stripe-sandbox/catalog/types";
import type { ItemChange, Subscription, SubscriptionItem } from "@/scripts/stripe-sandbox/subscriptions/types";
import { newId } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { get } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export const isMetered = (price: Price) => price.recurring?.usage_type === "metered";

/** A price that a subscription may have. @throws StripeError */
export function recurringPrice(world: World, id: string | undefined, param: string, currency: string | null): Price {
  if (!id) return refuse(`Missing required param: ${param}.`, param, "parameter_missing");
  const price = get(world, "price", id, param);
  if (!price.recurring) {
    refuse(
      "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
      param,
    );
  }
  if (!price.active) refuse("The price specified is inactive. This field only accepts active prices.", param);
  if (currency && price.currency !== currency) {
    refuse(
      `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${currency}\`.`,
      param,
    );
  }
  return price;
}

export function makeItem(
  world: World,
  subscription: Pick<Subscription, "id" | "customer">,
  price: Price,
  change: ItemChange,
  period: { start: number; end: number },
): SubscriptionItem {
  if (isMetered(price) && change.quantity !== undefined) {
    refuse("Quantity should not be specified where usage_type is `metered`.", "items[quantity]");
  }
  return {
    id: newId("subscription_item"),
    object: "subscription_item",
    created: nowOf(world, subscription.customer),
    subscription: subscription.id,
    price,
    plan: planOf(price),
    ...(!isMetered(price) && { quantity: change.quantity ?? 1 }),
    current_period_start: period.start,
    current_period_end: period.end,
    metadata: change.metadata ?? {},
  };
}

/** The old form of a recurring price, which items still carry. */
const planOf = (price: Price) => ({
  id: price.id,
  object: "plan",
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: price.billing_scheme,
  created: price.created,
  currency: price.currency,
  interval: price.recurring?.interval,
  interval_count: price.recurring?.interval_count,
  metadata: price.metadata,
  meter: price.recurring?.meter ?? null,
  nickname: price.nickname,
  product: price.product,
  tiers_mode: price.tiers_mode,
  usage_type: price.recurring?.usage_type,
});
