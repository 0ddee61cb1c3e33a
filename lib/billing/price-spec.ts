import { createHash } from "node:crypto";
import type { Interval } from "@/lib/billing/types";

/** What of a plan version goes to the payment provider. */
export type PricedVersion = {
  planId: string;
  planSlug: string;
  planName: string;
  description: string;
  planVersionId: string;
  number: number;
  priceMinor: number;
  currency: string;
  interval: Interval;
  /** Included meters whose use beyond everything else is billed later. */
  overage: readonly { featureId: string; featureSlug: string; featureName: string; rateE12: number }[];
};

type Spec<Wanted> = { localId: string; hash: string; wanted: Wanted };

export type ProductSpec = Spec<{ id: string; name: string; description: string }>;
export type MeterSpec = Spec<{ eventName: string; displayName: string }>;
export type PriceSpec = Spec<{
  lookupKey: string;
  /** Lower case, as Stripe writes it. */
  currency: string;
  interval: Interval;
  /** Minor units as a decimal of at most twelve places. */
  unitAmount: string;
  /** Feature whose meter counts the units; null: the flat price. */
  meterFeatureId: string | null;
}>;

/** Everything that must stand in Stripe before a plan version can be bought. */
export type PlanSpec = { product: ProductSpec; meters: MeterSpec[]; prices: PriceSpec[] };

const hashOf = (wanted: unknown) => createHash("sha256").update(JSON.stringify(wanted)).digest("hex").slice(0, 32);

/** 10⁻¹² minor units as a decimal of minor units: `1_500_000_000_000` → `1.5`. */
export function decimalOfE12(rateE12: number): string {
  const digits = String(rateE12).padStart(13, "0");
  const places = digits.slice(-12).replace(/0+$/, "");
  return places === "" ? digits.slice(0, -12) : `${digits.slice(0, -12)}.${places}`;
}

/** The local id of a price: of the version and `flat`, or of the version and the feature. */
export const priceIdOf = (planVersionId: string, featureId: string | null): string =>
  `${planVersionId}:${featureId ?? "flat"}`;

/** Name under which use of a feature is reported. */
export const meterEventName = (featureSlug: string): string => `fg_${featureSlug}`;

/** The product of a plan, under an id that says which plan it is. */
export function productSpec({
  planId,
  planSlug,
  planName,
  description,
}: Pick<PricedVersion, "planId" | "planSlug" | "planName" | "description">): ProductSpec {
  const wanted = { id: `plan_${planSlug}`, name: planName, description };
  return { localId: planId, hash: hashOf(wanted), wanted };
}

/** The one product that credit packs are sold as; their prices are made at the checkout. */
export const creditProductSpec: ProductSpec = (() => {
  const wanted = { id: "credits", name: "Credits", description: "" };
  return { localId: "credits", hash: hashOf(wanted), wanted };
})();

/**
 * What a plan version asks of Stripe. A version that costs nothing and bills no overage asks for no prices, and with
 * that for nothing at all. Prices never change: their hash covers the version, so a price that another installation
 * made under the same lookup key is not taken for ours.
 */
export function planSpec(version: PricedVersion): PlanSpec {
  const { planVersionId, planSlug, interval } = version;
  const currency = version.currency.toLowerCase();
  const price = (featureId: string | null, component: string, unitAmount: string): PriceSpec => {
    const lookupKey = `plan:${planSlug}:${component}:${interval}:${currency}:v${version.number}`;
    const localId = priceIdOf(planVersionId, featureId);
    const wanted = { lookupKey, currency, interval, unitAmount, meterFeatureId: featureId };
    return { localId, hash: hashOf([localId, wanted]), wanted };
  };
  const billed = version.overage.filter(({ rateE12 }) => rateE12 > 0);
  return {
    product: productSpec(version),
    meters: billed.map(({ featureId, featureSlug, featureName }) => {
      const eventName = meterEventName(featureSlug);
      return { localId: featureId, hash: hashOf({ eventName }), wanted: { eventName, displayName: featureName } };
    }),
    prices: [
      ...(version.priceMinor > 0 ? [price(null, "flat", String(version.priceMinor))] : []),
      ...billed.map(({ featureId, featureSlug, rateE12 }) => price(featureId, featureSlug, decimalOfE12(rateE12))),
    ],
  };
}
