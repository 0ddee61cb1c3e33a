export interface Product {
  id: string;
  object: "product";
  created: number;
  updated: number;
  active: boolean;
  name: string;
  description: string | null;
  default_price: string | null;
  unit_label: string | null;
  images: string[];
  type: "service";
  metadata: Record<string, string>;
}

/** `up_to` null: without end. Amounts are decimals of the minor unit. */
export interface Tier {
  up_to: number | null;
  unit_amount: number | null;
  unit_amount_decimal: string | null;
  flat_amount: number | null;
  flat_amount_decimal: string | null;
}

export type Interval = "day" | "week" | "month" | "year";

export interface Recurring {
  interval: Interval;
  interval_count: number;
  usage_type: "licensed" | "metered";
  meter: string | null;
}

export interface Price {
  id: string;
  object: "price";
  created: number;
  active: boolean;
  billing_scheme: "per_unit" | "tiered";
  currency: string;
  product: string;
  type: "recurring" | "one_time";
  lookup_key: string | null;
  nickname: string | null;
  recurring: Recurring | null;
  tax_behavior: string;
  tiers_mode: "graduated" | "volume" | null;
  transform_quantity: { divide_by: number; round: "up" | "down" } | null;
  unit_amount: number | null;
  unit_amount_decimal: string | null;
  metadata: Record<string, string>;
  hidden: { tiers: Tier[] };
}
