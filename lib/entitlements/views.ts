import type { Difference } from "@/lib/catalog/compare-versions";
import type { PublicPlan } from "@/lib/catalog/public-plan";
import type { FeatureKind } from "@/lib/catalog/types";
import type { ClosedReason, Overdue, SubscriptionState } from "@/lib/entitlements/types";
import type { Code } from "@/lib/errors";
import type { PeriodKind } from "@/lib/period";

/** What a tenant was granted, as people are told. Instants are billing time. */
export type SubscriptionView = {
  id: string;
  tenantId: string;
  planVersionId: string;
  status: SubscriptionState;
  /** The code that calls are refused with; null while they go on. */
  reason: ClosedReason | null;
  /** Who bills it: Stripe, the operator by hand, or nobody. */
  source: "stripe" | "manual" | "nobody";
  anchor: string;
  startedAt: string;
  /** When something else holds by itself; null runs on. */
  endsAt: string | null;
  /** What holds then; null: it has ended. */
  after: { status: SubscriptionState; planVersionId: string; reason: ClosedReason | null } | null;
  /** The open invoice that a late payment is about. */
  overdue: Overdue | null;
  /** Billing time is the real one plus this. */
  clockOffsetSeconds: number;
};

/** What a tenant holds at the instant of asking: status, reason and plan are those of that instant. */
export type HeldPlan = SubscriptionView & {
  /** True when the end of what was granted has passed, and what follows holds. */
  isOver: boolean;
  /** Name of the plan that follows; null: none, or the same. */
  afterPlanName: string | null;
  planId: string;
  planName: string;
  number: number;
  priceMinor: number;
  currency: string;
  interval: "month" | "year";
  ratePerMinute: number | null;
  /** The usage period, in real time. */
  periodStart: string;
  periodEnd: string;
};

/** Something given to a tenant beside its plan, as staff see it. */
export type ExceptionView = {
  id: string;
  tenantId: string;
  kind: "extra_units" | "feature_access" | "access_until";
  featureId: string | null;
  units: number | null;
  reason: string;
  startsAt: string;
  endsAt: string;
  withdrawnAt: string | null;
};

export type ExceptionRow = ExceptionView & { tenantName: string; featureName: string | null; grantedBy: string };

/** A prepaid lot as people are told; amounts are decimal strings of credits. */
export type CreditLotView = {
  id: string;
  /** Plan lots renew with the period, bought ones are kept, granted ones were given by staff. */
  kind: "plan" | "bought" | "granted";
  /** What it began with. */
  credits: string;
  /** What is neither used nor withdrawn. */
  left: string;
  /** Part of what is left that calls in flight or gateways hold. */
  held: string;
  priority: number;
  /** Null: never. */
  expiresAt: string | null;
  createdAt: string;
  /** `spent`: nothing is left. */
  state: "open" | "spent" | "expired";
  /** Why it was given and by whom; null for the tenant, which is not told. */
  reason: string | null;
  createdBy: string | null;
};

export type CreditsView = {
  /** Left over all open lots. */
  left: string;
  held: string;
  /** In the order in which they burn; those that are over last. */
  lots: CreditLotView[];
};

export type EntitlementRow = {
  featureId: string;
  slug: string;
  name: string;
  kind: FeatureKind;
  unit: string;
  unitPlural: string;
  included: boolean;
  /** Units of the period, or the limit; null is without limit. */
  units: number | null;
  /** Live units of the quota that are used in the current period; those promised to gateways are not. */
  usedUnits: number;
  /** Meters: when the units start again. */
  period: PeriodKind;
  /** Included meters: when that is next; null without a period. */
  resetsAt: string | null;
  /** Meters: what a unit costs in micro-credits once the quota is used; null: credits do not pay for it. */
  creditMicroPerUnit: number | null;
  /** Meters: whether use beyond everything else is recorded and billed later. */
  overage: "none" | "postpaid";
  /** Where the value comes from, plan first. */
  sources: { kind: "plan" | "extra_units" | "feature_access"; label: string; units: number | null }[];
};

/** Whether the cheapest call of one feature would be let through now, judged as the gateway judges. */
export type FeatureStanding = {
  featureId: string;
  name: string;
  kind: FeatureKind;
  unitPlural: string;
  /** The code that a call would answer; null: it would be let through. */
  code: Code | null;
  status: number | null;
  /** Live units of the period; null is without limit. Both null where units are not counted. */
  limitUnits: number | null;
  usedUnits: number | null;
  /** How units beyond the included ones are paid, as its plan says. */
  creditMicroPerUnit: number | null;
  overage: "none" | "postpaid";
  /** When the feature's own units start again; null where units are not counted. */
  resetsAt: string | null;
  /** Units that the judged call would cost. */
  costUnits: number;
  /** Names of the plans on sale that would let it through, cheapest first. */
  wayOut: string[];
};

/** "Can I call right now?" */
export type StandingView = {
  asOf: string;
  tenantName: string;
  /** By whose clock the tenant's periods run. */
  timeZone: string;
  planName: string | null;
  ratePerMinute: number | null;
  /** When the included units start again; null without a period. */
  resetsAt: string | null;
  /** Prepaid credits as a decimal string; null where the tenant has none and nothing takes them. */
  creditsLeft: string | null;
  features: FeatureStanding[];
};

/** A plan on sale beside the one that is held; no difference line where the two agree. */
export type PlanChoice = PublicPlan & { current: boolean; differences: Difference[] };

/** What a tenant sees of its plan. */
export type PlanPageView = {
  held: HeldPlan | null;
  /** By whose clock the tenant's periods run. */
  timeZone: string;
  entitlements: EntitlementRow[];
  plans: PlanChoice[];
};
