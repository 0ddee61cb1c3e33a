import type { CatalogIndex } from "@/lib/catalog/index-catalog";
import type { Feature, PlanVersion, Route } from "@/lib/catalog/types";
import type { KeyBudget, LedgerSaid, Spend } from "@/lib/entitlements/spend";
import type { Gate, GateResult, Standing } from "@/lib/entitlements/types";
import type { Code } from "@/lib/errors";
import type { Period } from "@/lib/period";

/** What the judge is told about one call by a caller whose key is good. */
export type JudgedCall = {
  key: {
    mode: "live" | "test";
    paused: boolean;
    scopes: readonly string[];
    addressAllowed: boolean;
    budgets: readonly KeyBudget[];
  };
  route: Pick<Route, "featureId" | "costUnits" | "costHeader" | "minCostUnits" | "scope">;
  /** Calls of the tenant in the running minute before this one, and when the minute ends; null: not counted. */
  rate: { used: number; resetsAt: Date } | null;
  /** Why the ledger did not grant what the judge asked for; null: not asked yet. */
  ledger: LedgerSaid | null;
};

export type Allowed = { allowed: true; spend: Spend | null; planVersion: PlanVersion | null };
export type Refused = {
  allowed: false;
  code: Code;
  gate: Gate;
  gates: GateResult[];
  /** Further codes that failed for certain, in the contract's order (§2.1). */
  reasons: Code[];
  planVersion: PlanVersion | null;
  feature: Feature | null;
  /** Plan versions on sale that would let this call through, cheapest first. */
  waysOut: readonly PlanVersion[];
  /** The period by which the feature's units are counted. */
  period: Period | null;
  /** What the ledger said, when it refused. */
  ledger: LedgerSaid | null;
  /** Credits would pay for the call. */
  takesCredits: boolean;
};
export type Decision = Allowed | Refused;

/** What stopped a call, before it is told in full. */
export type Stop = {
  failing: GateResult;
  code: Code;
  reasons?: Code[];
  waysOut?: readonly PlanVersion[];
  takesCredits?: boolean;
};

/** Everything that is known of a call while it is judged. */
export type Known = {
  standing: Standing;
  call: JudgedCall;
  catalog: CatalogIndex;
  planVersion: PlanVersion | null;
  feature: Feature | null;
  period: Period | null;
  now: Date;
};
