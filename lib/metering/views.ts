import type { Finding, LedgerRule } from "@/lib/metering/ledger-rules";
import type { AccountKind } from "@/lib/metering/types";

/** `silent`: not run for five minutes, so nobody knows. */
export type RuleState = "ok" | "broken" | "silent";

export type RuleView = {
  rule: LedgerRule;
  /** What the rule says. */
  text: string;
  state: RuleState;
  /** Rows that the last run looked at. */
  looked: number;
  findings: (Finding & { tenantName: string | null })[];
  /** ISO 8601; null: never. */
  ranAt: string | null;
  fullRanAt: string | null;
  brokenSince: string | null;
};

/** A red line on every page of the operator; null when every rule holds. */
export type LedgerAlarm = { broken: LedgerRule[]; silent: LedgerRule[] } | null;

/** `live` seen within the last minute, `silent` not, `lost` given up by an admin. */
export type NodeState = "live" | "silent" | "lost";

export type NodeRow = {
  nodeId: string;
  door: "gateway" | "portal";
  state: NodeState;
  /** Number of its current start. */
  epoch: number;
  /** How far its outcomes have come into the ledger. */
  lastSeq: number;
  startedAt: string;
  seenAt: string;
  /** Every call admitted before has its outcome in the ledger; null before the first. */
  flushedUntil: string | null;
  /** Leases that are open or orphaned, and the units that they hold. */
  leases: number;
};

/** A lease whose node fell silent: its units stay reserved until the node comes back or the hold is over. */
export type OrphanRow = {
  leaseId: string;
  nodeId: string;
  tenantId: string;
  tenantName: string;
  accountKind: AccountKind;
  /** Null for credits. */
  featureName: string | null;
  /** Units of the feature, or micro-credits. */
  units: number;
  orphanedAt: string;
  heldUntil: string | null;
};

export type LedgerView = {
  asOf: string;
  /** Since when grants wait for all nodes of a restored database; null: they do not. */
  heldSince: string | null;
  rules: RuleView[];
  nodes: NodeRow[];
  orphans: OrphanRow[];
};
