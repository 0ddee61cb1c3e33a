import { parseDecimal, roundProduct } from "@/scripts/stripe-sandbox/catalog/decimal";
import type { Price, Tier } from "@/scripts/stripe-sandbox/catalog/types";

const amount = (whole: number | null, decimal: string | null) =>
  parseDecimal(decimal ?? String(whole ?? 0), "unit_amount_decimal");

/**
 * What a quantity of a price costs, in whole minor units, rounded once.
 *
 * @param quantity a decimal
 */
export function amountOf(price: Price, quantity: string): number {
  const count = parseDecimal(quantity, "quantity");
  if (price.billing_scheme === "tiered") {
    return roundProduct(price.tiers_mode === "volume" ? volume(price.hidden.tiers, count) : graduated(price, count));
  }
  return roundProduct(amount(price.unit_amount, price.unit_amount_decimal) * packages(price, count));
}

const one = parseDecimal("1", "quantity");

function packages(price: Price, count: bigint): bigint {
  const packed = price.transform_quantity;
  if (!packed) return count;
  const size = BigInt(packed.divide_by) * one;
  return ((count + (packed.round === "up" ? size - 1n : 0n)) / size) * one;
}

const flat = (tier: Tier) => amount(tier.flat_amount, tier.flat_amount_decimal) * one;
const unit = (tier: Tier) => amount(tier.unit_amount, tier.unit_amount_decimal);
const endOf = (tier: Tier) => (tier.up_to === null ? null : BigInt(tier.up_to) * one);

/** All units at the price of the tier that the whole quantity falls into. */
function volume(tiers: Tier[], count: bigint): bigint {
  const tier = tiers.find((candidate) => (endOf(candidate) ?? count) >= count);
  return tier ? unit(tier) * count + flat(tier) : 0n;
}

/** Each unit at the price of its own tier; a tier's flat amount is due once a unit falls into it. */
function graduated(price: Price, count: bigint): bigint {
  let from = 0n;
  let sum = 0n;
  for (const tier of price.hidden.tiers) {
    if (count <= from && from > 0n) break;
    const to = endOf(tier);
    const inTier = (to === null || count < to ? count : to) - from;
    sum += unit(tier) * inTier + (inTier > 0n ? flat(tier) : 0n);
    from += inTier;
    if (to === null || count <= to) break;
  }
  return sum;
}
