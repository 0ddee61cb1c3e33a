import type { Money } from "@/lib/money";
import type { PeriodKind } from "@/lib/period";

export type FeatureKind = "switch" | "limit" | "meter";

export type Feature = {
  id: string;
  slug: string;
  name: string;
  /** German name for people; null shows `name`. */
  nameDe: string | null;
  kind: FeatureKind;
  unit: string;
  unitPlural: string;
  /** "Talk to us" counts as a way to buy more of this feature. */
  contactSales: boolean;
};

export type Route = {
  id: string;
  apiId: string;
  method: string;
  /** Pattern such as `/v1/reports/{id}` or `/v1/files/*`. */
  path: string;
  /** Null: free and unmetered. */
  featureId: string | null;
  /** What a charged call costs; with `costHeader`, the most it can cost. */
  costUnits: number;
  /** Lower-case header of the upstream's answer that says what the call cost; null: always `costUnits`. */
  costHeader: string | null;
  /** With `costHeader`: what a call costs whose caller left before an answer. */
  minCostUnits: number;
  scope: string | null;
  maxBodyBytes: number;
  /** Inclusive pairs of upstream statuses that are charged. */
  chargedStatuses: readonly (readonly [number, number])[];
};

export type Api = {
  id: string;
  slug: string;
  name: string;
  upstreamUrl: string;
  /** Our own credential at the upstream, opened from its seal; null sends none. */
  upstreamCredential: { header: string; value: string } | null;
  connectTimeoutMs: number;
  responseTimeoutMs: number;
  idleTimeoutMs: number;
  allowedOrigins: readonly string[];
};

/** How a plan version counts a meter. */
export type MeterTerms = {
  /** When the included units start again. */
  period: PeriodKind;
  /** Once the units are used, a further one costs so many micro-credits; null: credits do not pay for it. */
  creditMicroPerUnit: number | null;
  /** `postpaid`: use beyond everything else is recorded and billed later instead of refused. */
  overage: "none" | "postpaid";
  /** With `postpaid`: price of one unit in 10⁻¹² minor units; null: none was set, and nothing is billed. */
  overageRateE12: number | null;
};

export type PlanVersion = {
  id: string;
  planId: string;
  planName: string;
  planSlug: string;
  number: number;
  hidden: boolean;
  price: Money;
  /** How often the price is due. */
  interval: "month" | "year";
  /** Requests a minute of one tenant; null sets none. */
  ratePerMinute: number | null;
  /** Units by feature id; a feature that is missing is not included, null is without limit. */
  limits: Readonly<Record<string, number | null>>;
  /** Terms by feature id, for every included meter. */
  meters: Readonly<Record<string, MeterTerms>>;
  /** True for the newest published version of a plan that is neither hidden nor archived: what can be bought today. */
  onSale: boolean;
};

/** Everything of the catalogue that a gateway keeps in memory. */
export type Catalog = {
  apis: readonly Api[];
  routes: readonly Route[];
  features: readonly Feature[];
  planVersions: readonly PlanVersion[];
};
