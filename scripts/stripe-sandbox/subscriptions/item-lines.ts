import { amountOf } from "@/scripts/stripe-sandbox/catalog/amount-of";
import type { Price } from "@/scripts/stripe-sandbox/catalog/types";
import type { InvoiceLine, Pricing } from "@/scripts/stripe-sandbox/invoices/types";
import { usageOf } from "@/scripts/stripe-sandbox/meters/usage-of";
import { isMetered } from "@/scripts/stripe-sandbox/subscriptions/make-item";
import type { Subscription, SubscriptionItem } from "@/scripts/stripe-sandbox/subscriptions/types";
import { newId } from "@/scripts/stripe-sandbox/world/new-id";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

interface Span {
  start: number;
  end: number;
}

export const pricingOf = (price: Price): Pricing => ({
  type: "price_details",
  price_details: { price: price.id, product: price.product },
  unit_amount_decimal: price.unit_amount_decimal,
});

export const productName = (world: World, price: Price) => find(world, "product", price.product)?.name ?? price.product;

export function itemLine(
  subscription: Subscription,
  item: SubscriptionItem,
  fields: { amount: number; quantity: string; period: Span; description: string; isProration: boolean },
): InvoiceLine {
  return {
    id: newId("line_item"),
    object: "line_item",
    amount: fields.amount,
    subtotal: fields.amount,
    currency: subscription.currency,
    description: fields.description,
    discountable: !fields.isProration,
    invoice: null,
    metadata: subscription.metadata,
    parent: {
      type: "subscription_item_details",
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: fields.isProration,
        proration_details: null,
        subscription: subscription.id,
        subscription_item: item.id,
      },
    },
    period: fields.period,
    pricing: pricingOf(item.price),
    quantity: Math.trunc(Number(fields.quantity)),
    quantity_decimal: fields.quantity,
    subscription: subscription.id,
  };
}

/** What is paid in advance: the licensed items for a period to come. */
export function licensedLines(world: World, subscription: Subscription, period: Span, isTrial = false): InvoiceLine[] {
  return subscription.items.data
    .filter(({ price }) => !isMetered(price))
    .map((item) => {
      const quantity = String(item.quantity ?? 1);
      const name = productName(world, item.price);
      const amount = isTrial ? 0 : amountOf(item.price, quantity);
      const description = isTrial ? `Trial period for ${name}` : `${quantity} × ${name}`;
      return itemLine(subscription, item, { amount, quantity, period, description, isProration: false });
    });
}

/** What is paid afterwards: the use of the metered items in a period that is over. */
export function usageLines(world: World, subscription: Subscription, period: Span): InvoiceLine[] {
  return subscription.items.data.flatMap((item) => {
    const meter = item.price.recurring?.meter;
    if (!meter) return [];
    const start = Math.max(period.start, item.hidden?.usageSince ?? 0);
    const quantity = usageOf(world, meter, subscription.customer, start, period.end);
    const amount = amountOf(item.price, quantity);
    const description = `${quantity} × ${productName(world, item.price)}`;
    const own = { start, end: period.end };
    return [itemLine(subscription, item, { amount, quantity, period: own, description, isProration: false })];
  });
}
