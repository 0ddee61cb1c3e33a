import type { ScopeRange, ScopeStep } from "@/lib/analytics/scope";

/** What a tenant's usage is divided by. */
export type UsageBy = "key" | "feature" | "route" | "status";

/** Sums of calls; folded refusals count in full. */
export type UsageSums = {
  calls: number;
  units: number;
  /** 402 answers among the calls, and the units that they asked for. */
  refused: number;
  refusedUnits: number;
};

/** One part of the usage: a key, a feature, a route or a status class. */
export type UsagePart = UsageSums & {
  /** An id, a status class, `none` (no key, free, unknown route) or `other` (all that are not listed). */
  name: string;
  label: string;
  /** The same part in the window before, as far as that has elapsed here; null where nothing is compared. */
  before: UsageSums | null;
};

export type UsageBucket = {
  start: string;
  end: string;
  /** Part of it that has passed; below 1 it is in progress. */
  elapsed: number;
  /** By part's name; a part without calls is missing. */
  calls: Record<string, number>;
  units: Record<string, number>;
};

/** A tenant's calls and units over time. */
export type UsageOverTime = UsageSums & {
  asOf: string;
  zone: string;
  step: ScopeStep;
  /** Null for a frozen window. */
  range: ScopeRange | null;
  from: string;
  to: string;
  /** Counts by key of this window are kept by the operator's days alone: zone and ends of the window are those days'. */
  isByOperatorDays: boolean;
  by: UsageBy;
  /** Busiest first. */
  parts: UsagePart[];
  buckets: UsageBucket[];
  before: (UsageSums & { buckets: Pick<UsageBucket, "calls" | "units">[] }) | null;
};

/** What calls of one route cost in a window. */
export type CallCost = {
  routeId: string;
  label: string;
  feature: { id: string; name: string; unitPlural: string };
  /** Calls that were let through, and the units that they took. */
  calls: number;
  units: number;
  /** What one more unit costs once the included ones are used: micro-credits, and 10⁻¹² minor units of the currency. */
  creditMicroPerUnit: number | null;
  overageRateE12: number | null;
  currency: string | null;
};

/** When a quota or balance is expected to be used up, in days from now. */
export type WallView = { p10: number | null; p50: number | null; p90: number | null; probability: number };

/** How a metered feature's period goes, or credits'. */
export type BurnDown = {
  /** '' for credits. */
  featureId: string;
  name: string;
  unitPlural: string;
  periodStart: string;
  periodEnd: string;
  /** Included units of the period; null is without limit. */
  limitUnits: number | null;
  /** All units of the period as the ledger says, and who pays for them. */
  usedUnits: number;
  includedUnits: number;
  creditUnits: number;
  overageUnits: number;
  /** What a further unit costs once the included ones are used. */
  creditMicroPerUnit: number | null;
  overageRateE12: number | null;
  currency: string | null;
  /** 402 answers of the period and the units that they asked for. */
  refused: number;
  refusedUnits: number;
  /** Null: too little was called to say anything. */
  wall: WallView | null;
  /** Units since the period began; from now on the band of what is expected. */
  points: { at: string; actual: number | null; low: number | null; mid: number | null; high: number | null }[];
};

export type BurnDownsView = { asOf: string; zone: string; features: BurnDown[] };

/** Where one feature of a tenant stands, for its first page. */
export type FeatureOutlook = {
  featureId: string;
  /** Units left of those included. */
  leftUnits: number | null;
  resetsAt: string | null;
  wall: WallView | null;
  /** Calls are refused for money since then, and have been lately. */
  refusedSince: string | null;
};

/** A key's budget in the window that runs now. */
export type BudgetBurnDown = {
  featureId: string;
  name: string;
  unitPlural: string;
  limitUnits: number;
  resetsAt: string;
  /** Units since the window began. */
  points: BurnDown["points"];
};

/** What one key was refused, and how its budgets go. */
export type KeyUse = {
  zone: string;
  /** Most first; folded refusals count in full. */
  refusals: { code: string; status: number; calls: number; askedUnits: number }[];
  budgets: BudgetBurnDown[];
};
