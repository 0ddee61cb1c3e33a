import type { FeatureKind } from "@/lib/catalog/types";
import type { SubscriptionState } from "@/lib/entitlements/types";

/** What a tenant holds, as people are told. */
export type SubscriptionView = {
  id: string;
  tenantId: string;
  planVersionId: string;
  status: SubscriptionState;
  anchor: string;
  startedAt: string;
  endsAt: string | null;
};

export type HeldPlan = SubscriptionView & {
  planId: string;
  planName: string;
  number: number;
  priceMinor: number;
  currency: string;
  ratePerMinute: number | null;
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
  /** Live units consumed and reserved in the current period. */
  usedUnits: number;
  /** Where the value comes from, plan first. */
  sources: { kind: "plan" | "extra_units" | "feature_access"; label: string; units: number | null }[];
};
