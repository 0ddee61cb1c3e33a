import { formatDecimal, parseDecimal } from "@/scripts/stripe-sandbox/catalog/decimal";
import type { Interval, Price, Recurring, Tier } from "@/scripts/stripe-sandbox/catalog/types";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { all, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

interface TierParams {
  up_to: number | "inf";
  unit_amount?: number;
  unit_amount_decimal?: unknown;
  flat_amount?: number;
  flat_amount_decimal?: unknown;
}

/** What the endpoints that make prices have in common; decimals come as words. */
export interface PriceParams {
  currency?: string;
  product?: string;
  product_data?: { name: string; metadata?: Record<string, string | number | null> };
  active?: boolean;
  billing_scheme?: "per_unit" | "tiered";
  lookup_key?: string;
  transfer_lookup_key?: boolean;
  nickname?: string;
  metadata?: Record<string, string | number | null>;
  recurring?: { interval: Interval; interval_count?: number; meter?: string; usage_type?: "licensed" | "metered" };
  tax_behavior?: string;
  tiers?: TierParams[];
  tiers_mode?: "graduated" | "volume";
  transform_quantity?: { divide_by: number; round: "up" | "down" };
  unit_amount?: number;
  unit_amount_decimal?: unknown;
}

/** Makes a price, and its product where one is described. @throws StripeError */
export function makePrice(world: World, params: PriceParams): Price {
  const currency =
    params.currency?.toLowerCase() ?? refuse("Missing required param: currency.", "currency", "parameter_missing");
  if (!/^[a-z]{3}$/.test(currency)) refuse(`Invalid currency: ${currency}`, "currency");
  const recurring = recurringOf(world, params.recurring);
  const tiers = (params.tiers ?? []).map(tierOf);
  const isTiered = params.billing_scheme === "tiered";
  if (isTiered !== tiers.length > 0) refuse("Tiers go with billing_scheme=tiered, and only with it.", "tiers");
  if (isTiered && !params.tiers_mode) refuse("Missing required param: tiers_mode.", "tiers_mode", "parameter_missing");
  if (isTiered && tiers.at(-1)?.up_to !== null) refuse("The last tier must be up to inf.", "tiers");
  const unit = isTiered ? null : decimalOf(params.unit_amount, params.unit_amount_decimal, "unit_amount");
  const product = productOf(world, params);
  freeLookupKey(world, params.lookup_key, params.transfer_lookup_key ?? false);
  const price = insert(world, "price", {
    created: nowOf(world, null),
    active: params.active ?? true,
    billing_scheme: params.billing_scheme ?? "per_unit",
    currency,
    product,
    type: recurring ? "recurring" : "one_time",
    lookup_key: params.lookup_key ?? null,
    nickname: params.nickname ?? null,
    recurring,
    tax_behavior: params.tax_behavior ?? "unspecified",
    tiers_mode: params.tiers_mode ?? null,
    transform_quantity: params.transform_quantity ?? null,
    unit_amount: unit === null || unit.includes(".") ? null : Number(unit),
    unit_amount_decimal: unit,
    metadata: mergeMetadata({}, params.metadata),
    hidden: { tiers },
  });
  tell(world, "price.created", price);
  return price;
}

/** A lookup key belongs to one price; it moves only where that is asked for. */
export function freeLookupKey(world: World, key: string | null | undefined, isTransfer: boolean): void {
  const holder = key ? all(world, "price").find(({ lookup_key }) => lookup_key === key) : undefined;
  if (!holder) return;
  if (!isTransfer) {
    const hint = "You can transfer it with `transfer_lookup_key`.";
    refuse(`A price (\`${holder.id}\`) already uses that lookup key. ${hint}`, "lookup_key");
  }
  update(world, holder, { lookup_key: null }, "price.updated");
}

function recurringOf(world: World, params: PriceParams["recurring"]): Recurring | null {
  if (!params) return null;
  const { interval, interval_count = 1, usage_type = "licensed", meter = null } = params;
  if (interval_count < 1) refuse("Invalid interval_count: must be at least 1", "recurring[interval_count]");
  if (usage_type === "metered" && !meter) {
    refuse("Metered prices must be backed by a meter.", "recurring[meter]", "parameter_missing");
  }
  if (usage_type === "licensed" && meter) refuse("Only metered prices have a meter.", "recurring[meter]");
  if (meter) get(world, "billing.meter", meter, "recurring[meter]");
  return { interval, interval_count, usage_type, meter };
}

function productOf(world: World, params: PriceParams): string {
  if (params.product) return get(world, "product", params.product, "product").id;
  if (!params.product_data) return refuse("Missing required param: product.", "product", "parameter_missing");
  return makeProduct(world, params.product_data).id;
}

export function makeProduct(world: World, params: { id?: string; name: string; metadata?: PriceParams["metadata"] }) {
  const now = nowOf(world, null);
  const fields = { active: true, description: null, default_price: null, unit_label: null, images: [] };
  return insert(
    world,
    "product",
    {
      ...fields,
      created: now,
      updated: now,
      name: params.name,
      type: "service",
      metadata: mergeMetadata({}, params.metadata),
    },
    params.id,
  );
}

function decimalOf(whole: number | undefined, decimal: unknown, param: string): string {
  if (whole !== undefined && decimal !== undefined) refuse(`Send either ${param} or ${param}_decimal.`, param);
  if (whole !== undefined && (!Number.isSafeInteger(whole) || whole < 0)) refuse("Invalid non-negative integer", param);
  const text = decimal === undefined ? whole : decimal;
  if (text === undefined)
    return refuse(`You must specify \`${param}\` or \`${param}_decimal\`.`, param, "parameter_missing");
  return formatDecimal(parseDecimal(String(text), `${param}_decimal`));
}

function tierOf(params: TierParams): Tier {
  const has = (whole: unknown, decimal: unknown) => whole !== undefined || decimal !== undefined;
  const unit = has(params.unit_amount, params.unit_amount_decimal)
    ? decimalOf(params.unit_amount, params.unit_amount_decimal, "unit_amount")
    : null;
  const flat = has(params.flat_amount, params.flat_amount_decimal)
    ? decimalOf(params.flat_amount, params.flat_amount_decimal, "flat_amount")
    : null;
  if (unit === null && flat === null) refuse("A tier needs a unit or a flat amount.", "tiers", "parameter_missing");
  const whole = (text: string | null) => (text === null || text.includes(".") ? null : Number(text));
  return {
    up_to: params.up_to === "inf" ? null : Number(params.up_to),
    unit_amount: whole(unit),
    unit_amount_decimal: unit,
    flat_amount: whole(flat),
    flat_amount_decimal: flat,
  };
}
