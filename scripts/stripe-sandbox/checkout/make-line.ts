import type Stripe from "stripe";
import { amountOf } from "@/scripts/stripe-sandbox/catalog/amount-of";
import { makePrice, type PriceParams } from "@/scripts/stripe-sandbox/catalog/make-price";
import type { CheckoutLine } from "@/scripts/stripe-sandbox/checkout/types";
import { isMetered } from "@/scripts/stripe-sandbox/subscriptions/make-item";
import { newId } from "@/scripts/stripe-sandbox/world/new-id";
import { find, get } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** One line of a checkout. @param at its place, for the words of a refusal */
export function makeLine(
  world: World,
  mode: string,
  params: Stripe.Checkout.SessionCreateParams.LineItem,
  at: number,
): CheckoutLine {
  const where = `line_items[${at}]`;
  refuseOthers(params, ["price", "price_data", "quantity"], where);
  if (!params.price && !params.price_data) {
    refuse(`You must specify either ${where}[price] or ${where}[price_data].`, where, "parameter_missing");
  }
  const price = params.price
    ? get(world, "price", params.price, `${where}[price]`)
    : makePrice(world, { ...(params.price_data as PriceParams), active: true });
  if (!price.active) {
    refuse("The price specified is inactive. This field only accepts active prices.", `${where}[price]`);
  }
  if (mode === "payment" && price.type === "recurring") {
    refuse("You specified `payment` mode but passed a recurring price.", `${where}[price]`);
  }
  if (isMetered(price) && params.quantity !== undefined) {
    refuse("Quantity should not be specified where usage_type is `metered`.", `${where}[quantity]`);
  }
  const quantity = isMetered(price) ? null : (params.quantity ?? refuse("Quantity is required.", `${where}[quantity]`));
  if (quantity !== null && quantity < 1) refuse("Quantity must be at least 1.", `${where}[quantity]`);
  const amount = quantity === null ? 0 : amountOf(price, String(quantity));
  return {
    id: newId("item"),
    object: "item",
    price,
    quantity,
    currency: price.currency,
    description: find(world, "product", price.product)?.name ?? price.product,
    amount_subtotal: amount,
    amount_total: amount,
  };
}
