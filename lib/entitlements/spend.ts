import type { MeterTerms, PlanVersion, Route } from "@/lib/catalog/types";
import type { CreditLot } from "@/lib/entitlements/types";
import type { Period, PeriodKind } from "@/lib/period";

/** Where a call's units may come from; a call is paid wholly by one source. */
export type SpendSource =
  /** Units that the period includes; null is without limit. */
  | { kind: "quota"; period: Period; units: number | null }
  /** Lots in burn order, never none; a unit of the feature costs `microPerUnit` micro-credits. */
  | { kind: "credits"; lots: readonly CreditLot[]; microPerUnit: number }
  /** Recorded and billed later: without limit. */
  | { kind: "overage"; period: Period };

/** Units to take from the ledger before the call may pass. */
export type Spend = {
  featureId: string;
  /** Most that the call can cost, ≥ 1. */
  units: number;
  /** True when the call costs exactly `units` or nothing. */
  isFixed: boolean;
  /** What it costs when the caller leaves after forwarding and before an answer; equals `units` where fixed. */
  minUnits: number;
  /** The key's own budget for the feature, which must cover the call as well. */
  budget: { units: number; period: Period } | null;
  /** In the order in which they are asked, never empty. */
  sources: readonly SpendSource[];
  /** By how far the tenant's billing time was ahead when the periods were counted. */
  clockOffsetSeconds: number;
};

/** Why the ledger did not grant a spend. */
export type LedgerSaid =
  /** No source can cover the call, for certain. Null: not a source of this call. */
  | {
      kind: "exhausted";
      /** `held`: part of `used` that only a lost node could give back. */
      quota: { limit: number | null; used: number; held: number } | null;
      credits: { leftMicro: number; neededMicro: number } | null;
    }
  /** Enough is there, but calls in flight hold it: `heldUnits` of the feature, or micro-credits by credits. */
  | {
      kind: "held";
      by: SpendSource["kind"];
      limit: number | null;
      used: number;
      heldUnits: number;
    }
  /** The key's budget is spent. */
  | { kind: "capped"; limit: number; used: number; resetsAt: Date };

export type KeyBudget = { featureId: string; units: number; period: PeriodKind };

const included: MeterTerms = { period: "anniversary", creditMicroPerUnit: null, overage: "none", overageRateE12: null };

/** How a meter is counted for a tenant; one that only an exception gives counts by the month and has no other source. */
export const meterTerms = (planVersion: PlanVersion | null, featureId: string): MeterTerms =>
  planVersion?.meters[featureId] ?? included;

/** What a call of a route costs: exactly `units`, or what the upstream says, between 0 and `units`. */
export const costOf = ({
  costUnits,
  costHeader,
  minCostUnits,
}: Pick<Route, "costUnits" | "costHeader" | "minCostUnits">) => ({
  units: costUnits,
  isFixed: costHeader === null,
  minUnits: costHeader === null ? costUnits : Math.min(minCostUnits, costUnits),
});
