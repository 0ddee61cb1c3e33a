import type { AccountKind, Mode } from "@/lib/metering/types";

/** The ledger's tables as plain values: what db/schema/metering.ts keeps in PostgreSQL. Instants are epoch milliseconds. */
export type NodeRow = {
  nodeId: string;
  door: "gateway" | "portal";
  epoch: number;
  lastSeq: number;
  flushedUntilMs: number | null;
  seenAtMs: number;
  startedAtMs: number;
  lostAtMs: number | null;
};

export type AccountRow = {
  accountId: string;
  tenantId: string | null;
  kind: AccountKind;
  unit: string;
  featureId: string | null;
  keyId: string | null;
  mode: Mode;
  periodStartMs: number | null;
  periodEndMs: number | null;
  enforced: boolean;
  /** Was without limit once: what was used then may be more than what is posted now. */
  wasUnlimited: boolean;
  posted: number;
  consumed: number;
  reserved: number;
  state: "open" | "closing" | "sealed" | "frozen";
};

export type LeaseRow = {
  leaseId: string;
  accountId: string;
  nodeId: string;
  nodeEpoch: number;
  granted: number;
  firm: number;
  settled: number;
  overrun: number;
  state: "open" | "orphan" | "closed" | "written_off";
  openedAtMs: number;
  expiresAtMs: number;
  orphanedAtMs: number | null;
};

export type EventRow = {
  nodeId: string;
  seq: number;
  requestId: string | null;
  tenantId: string | null;
  outcome: "ok" | "void" | "unknown" | "gap" | "dup";
  cost: number;
  billable: boolean;
  late: boolean;
  admittedAtMs: number;
};

export type DrawRow = {
  nodeId: string;
  seq: number;
  n: number;
  accountId: string;
  leaseId: string | null;
  cost: number;
};

export type TransferRow = {
  kind:
    | "grant"
    | "purchase"
    | "reduction"
    | "refund"
    | "dispute"
    | "dispute_won"
    | "expiry"
    | "correction"
    | "usage"
    | "overrun"
    | "late"
    | "gap"
    | "write_off";
  unit: string;
  from: string;
  to: string;
  amount: number;
};

/** What a tenant's plan says of a feature, and the exceptions beside it: the rows that `entitled_units` reads. */
export type Entitlement = {
  included: boolean;
  /** Null is without limit. */
  units: number | null;
  isPostpaid: boolean;
  /** Exceptions; one whose `units` are null lifts the limit. */
  extras: { units: number | null; startsAtMs: number; endsAtMs: number }[];
};

/** Times that PostgreSQL keeps as constants of its functions; shorter in simulations. */
export type StoreTimes = {
  graceMs: number;
  /** Silence of a node after which its expired leases are orphans. */
  silenceMs: number;
  /** How long an orphan's units count as held rather than used (quota, caps). */
  freshOrphanMs: number;
  /** How long an orphaned lease on a credit lot is kept. */
  creditHoldMs: number;
  /** A node seen within this time is alive. */
  aliveMs: number;
  /** How long a restored store grants nothing, at most. */
  restoreHoldMs: number;
};

export const storeTimes: StoreTimes = {
  graceMs: 2_000,
  silenceMs: 62_000,
  freshOrphanMs: 60_000,
  creditHoldMs: 15 * 60_000,
  aliveMs: 60_000,
  restoreHoldMs: 60_000,
};

export type Tables = {
  times: StoreTimes;
  nodes: Map<string, NodeRow>;
  accounts: Map<string, AccountRow>;
  /** By the unique key of an account. */
  accountIds: Map<string, string>;
  leases: Map<string, LeaseRow>;
  /** Open and orphaned leases, by account: the partial index. */
  live: Map<string, Set<LeaseRow>>;
  /** By node, in order of seq: index = seq - 1. */
  events: Map<string, EventRow[]>;
  /** Who has used a request id (`unique (request_id) where outcome <> 'dup'`). */
  requests: Map<string, EventRow>;
  draws: DrawRow[];
  transfers: TransferRow[];
  /** Sources that were posted already. */
  postedSources: Set<string>;
  /** By tenant and feature, see `entitlementKey`. */
  entitlements: Map<string, Entitlement>;
  /** Units of a key's budget, by key and feature. */
  budgets: Map<string, number>;
  holdSinceMs: number | null;
  /** Makes the next account's id. */
  nameAccount: () => string;
};

export function createTables(times: StoreTimes = storeTimes): Tables {
  let named = 0;
  return {
    times,
    nodes: new Map(),
    accounts: new Map(),
    accountIds: new Map(),
    leases: new Map(),
    live: new Map(),
    events: new Map(),
    requests: new Map(),
    draws: [],
    transfers: [],
    postedSources: new Set(),
    entitlements: new Map(),
    budgets: new Map(),
    holdSinceMs: null,
    nameAccount: () => `acc_${String(++named).padStart(6, "0")}`,
  };
}

export const entitlementKey = (tenantId: string, featureId: string): string => `${tenantId}|${featureId}`;
export const budgetKey = (keyId: string, featureId: string): string => `${keyId}|${featureId}`;

export function availableOf(account: AccountRow): number {
  return account.posted - account.consumed - account.reserved;
}

/** Open and orphaned leases of an account. */
export function liveLeases(tables: Tables, accountId: string): Set<LeaseRow> {
  let live = tables.live.get(accountId);
  if (!live) {
    live = new Set();
    tables.live.set(accountId, live);
  }
  return live;
}
