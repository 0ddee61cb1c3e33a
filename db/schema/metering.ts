import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { tenant } from "@/db/schema/accounts";
import { feature } from "@/db/schema/catalog";

/**
 * A gateway process's own name in the ledger, kept with its journal. `epoch` numbers its starts: every statement carries
 * it, and an older one is refused. `last_seq` is how far its outcomes have come: the one key against double counting.
 */
export const node = pgTable("node", {
  nodeId: text().primaryKey(),
  door: text({ enum: ["gateway", "portal"] }).notNull(),
  epoch: bigint({ mode: "number" }).notNull().default(0),
  lastSeq: bigint({ mode: "number" }).notNull().default(0),
  /** Outcomes up to here were deleted from `usage_event` by retention. */
  archivedSeq: bigint({ mode: "number" }).notNull().default(0),
  /** Every call admitted before this instant has its outcome in the ledger. */
  flushedUntil: instant(),
  startedAt: instant().notNull(),
  seenAt: instant().notNull(),
  /** An admin said that this node will not come back. */
  lostAt: instant(),
});

/**
 * The fixed row that is locked: one per tenant, meter and period (`quota`), per credit lot (`credit`), per post-paid
 * meter and period (`overage`), per key budget and its window (`cap`). `available = posted - consumed - reserved`.
 * `system` accounts are the other ends of transfers and have no totals.
 */
export const ledgerAccount = pgTable(
  "ledger_account",
  {
    accountId: text().primaryKey(),
    tenantId: text().references(() => tenant.id),
    kind: text({ enum: ["quota", "credit", "overage", "cap", "system"] }).notNull(),
    /** A feature's id, or `microcredit`. */
    unit: text().notNull(),
    featureId: text().references(() => feature.id),
    /** Set for a key's budget. */
    keyId: text(),
    mode: text({ enum: ["live", "test"] }).notNull(),
    /** Null only for system accounts. A lot begins when it was given. */
    periodStart: instant(),
    /** Half-open. Null: a lot without expiry, or a system account. */
    periodEnd: instant(),
    /** False: counted, never limited; `posted` says nothing then. */
    enforced: boolean().notNull().default(true),
    posted: bigint({ mode: "number" }).notNull().default(0),
    consumed: bigint({ mode: "number" }).notNull().default(0),
    reserved: bigint({ mode: "number" }).notNull().default(0),
    state: text({ enum: ["open", "closing", "sealed", "frozen"] })
      .notNull()
      .default("open"),
    version: bigint({ mode: "number" }).notNull().default(0),
  },
  (t) => [
    unique("ledger_account_unit").on(t.accountId, t.unit),
    // One for each name that a caller may ask for; lots and system accounts are known by their id.
    uniqueIndex("ledger_account_period")
      .on(t.tenantId, t.kind, t.featureId, t.mode, sql`coalesce(key_id, '')`, t.periodStart)
      .where(sql`kind in ('quota', 'overage', 'cap')`),
    // Sealed accounts are history, and many: what is still going on is found without them.
    index("ledger_account_unsealed_end").on(t.periodEnd).where(sql`state <> 'sealed'`),
    index("ledger_account_unsealed_tenant").on(t.tenantId).where(sql`state <> 'sealed'`),
    check("ledger_account_consumed", sql`consumed >= 0`),
    check("ledger_account_reserved", sql`reserved >= 0`),
  ],
);

/** Units of one ledger account promised to one node until a deadline. Time alone never gives them to anybody else. */
export const lease = pgTable(
  "lease",
  {
    leaseId: text().primaryKey(),
    accountId: text()
      .notNull()
      .references(() => ledgerAccount.accountId),
    nodeId: text()
      .notNull()
      .references(() => node.nodeId),
    nodeEpoch: bigint({ mode: "number" }).notNull(),
    granted: bigint({ mode: "number" }).notNull(),
    /** Part of what is not settled that will not come back, as the node reported it. */
    firm: bigint({ mode: "number" }).notNull().default(0),
    settled: bigint({ mode: "number" }).notNull().default(0),
    overrun: bigint({ mode: "number" }).notNull().default(0),
    state: text({ enum: ["open", "orphan", "closed", "written_off"] })
      .notNull()
      .default("open"),
    openedAt: instant().notNull(),
    expiresAt: instant().notNull(),
    orphanedAt: instant(),
    closedAt: instant(),
  },
  (t) => [
    index("lease_live_account").on(t.accountId).where(sql`state in ('open', 'orphan')`),
    index("lease_live_node").on(t.nodeId).where(sql`state in ('open', 'orphan')`),
    index("lease_ended").on(t.closedAt).where(sql`closed_at is not null`),
    check("lease_granted", sql`granted >= 0`),
    check("lease_settled", sql`settled between 0 and granted`),
    check("lease_overrun", sql`overrun >= 0`),
  ],
);

/**
 * How one metered call ended, under its node's dense number. `gap`: a record that the journal lost, booked so that
 * nothing is sold twice. `dup`: a request id that was there already, without cost.
 */
export const usageEvent = pgTable(
  "usage_event",
  {
    nodeId: text().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    /** Null only for gaps. */
    requestId: text(),
    tenantId: text(),
    featureId: text(),
    keyId: text(),
    routeId: text(),
    outcome: text({ enum: ["ok", "void", "unknown", "gap", "dup"] }).notNull(),
    /** Units of the feature. */
    cost: bigint({ mode: "number" }).notNull(),
    billable: boolean().notNull().default(true),
    /** Came after its period was sealed. */
    late: boolean().notNull().default(false),
    admittedAt: instant().notNull(),
    appliedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.nodeId, t.seq] }),
    uniqueIndex("usage_event_request").on(t.requestId).where(sql`outcome <> 'dup'`),
    index().on(t.tenantId, t.admittedAt),
    check("usage_event_cost", sql`cost >= 0`),
  ],
);

/** The part of one call's cost that one ledger account pays, in the account's unit. */
export const usageDraw = pgTable(
  "usage_draw",
  {
    nodeId: text().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    n: smallint().notNull(),
    accountId: text().notNull(),
    leaseId: text(),
    cost: bigint({ mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.nodeId, t.seq, t.n] }), index().on(t.accountId)],
);

/** One amount moved between two accounts of the same unit. Never changed: a correction is a new transfer. */
export const ledgerTransfer = pgTable(
  "ledger_transfer",
  {
    transferId: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    source: text().notNull(),
    sourceKey: text().notNull(),
    line: smallint().notNull(),
    kind: text({
      enum: [
        "grant",
        "purchase",
        "reduction",
        "refund",
        "dispute",
        "dispute_won",
        "expiry",
        "correction",
        "usage",
        "overrun",
        "late",
        "gap",
        "write_off",
      ],
    }).notNull(),
    unit: text().notNull(),
    fromAccount: text().notNull(),
    toAccount: text().notNull(),
    amount: bigint({ mode: "number" }).notNull(),
    at: instant().notNull(),
    reason: text(),
  },
  (t) => [
    unique("ledger_transfer_source").on(t.source, t.sourceKey, t.line),
    foreignKey({
      name: "ledger_transfer_from",
      columns: [t.fromAccount, t.unit],
      foreignColumns: [ledgerAccount.accountId, ledgerAccount.unit],
    }),
    foreignKey({
      name: "ledger_transfer_to",
      columns: [t.toAccount, t.unit],
      foreignColumns: [ledgerAccount.accountId, ledgerAccount.unit],
    }),
    index().on(t.fromAccount),
    index().on(t.toAccount),
    check("ledger_transfer_amount", sql`amount > 0`),
    check("ledger_transfer_ends", sql`from_account <> to_account`),
  ],
);

/** What the live checker last said of each rule. A false rule stays false until a run finds it true again. */
export const ledgerCheck = pgTable("ledger_check", {
  rule: text().primaryKey(),
  ok: boolean().notNull(),
  /** Rows that the last run looked at. */
  looked: bigint({ mode: "number" }).notNull(),
  /** The first findings, at most 20: what, where, and by how much. */
  findings: jsonb().$type<{ tenantId: string | null; subject: string; text: string }[]>().notNull(),
  ranAt: instant().notNull(),
  /** Last run over everything rather than over what changed. */
  fullRanAt: instant(),
  brokenSince: instant(),
});

/** Set while a restored database waits for its nodes: no lease is granted meanwhile. */
export const ledgerHold = pgTable("ledger_hold", {
  one: integer().primaryKey().default(1),
  since: instant(),
});

/**
 * The decision row: one a call that reached the gate. Partitioned by day on `decided_at` (UTC); ids carry their time,
 * so a row is found by id alone. Written in batches by the gateway, never changed.
 */
export const requestLog = pgTable(
  "request_log",
  {
    requestId: text().notNull(),
    decidedAt: instant().notNull(),
    mode: text({ enum: ["live", "test"] }),
    door: text({ enum: ["gateway", "portal"] }).notNull(),
    tenantId: text(),
    keyId: text(),
    keyHint: text(),
    apiId: text(),
    routeId: text(),
    featureId: text(),
    planVersionId: text(),
    method: text().notNull(),
    /** The route's pattern, or null for an unknown route: never the path itself. */
    routePath: text(),
    status: smallint().notNull(),
    /** The refusal's code; null when the call was let through. */
    code: text(),
    /** Which gates were looked at and how (lib/entitlements/types.ts `GateResult[]`); null when let through. */
    gates: jsonb(),
    reasons: text().array().notNull().default([]),
    details: jsonb(),
    limitUnits: bigint({ mode: "number" }),
    usedUnits: bigint({ mode: "number" }),
    askedUnits: bigint({ mode: "number" }),
    units: bigint({ mode: "number" }).notNull().default(0),
    upstreamStatus: smallint(),
    gateUs: integer().notNull(),
    upstreamMs: integer(),
    totalMs: integer().notNull(),
    aborted: boolean().notNull().default(false),
    clientRequestId: text(),
    /** Equal refusals of the same minute that this row stands for. */
    weight: integer().notNull().default(1),
    /** Written with a usage event of the same request id. */
    metered: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.decidedAt, t.requestId] }),
    index().on(t.tenantId, t.decidedAt),
    index().on(t.keyId, t.decidedAt),
    // Most calls are let through, and nobody looks for those by their status.
    index("request_log_refused").on(t.status, t.decidedAt).where(sql`status >= 400`),
  ],
);
