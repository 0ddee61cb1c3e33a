import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { tenant } from "@/db/schema/accounts";
import { feature } from "@/db/schema/catalog";

/** A running gateway process. A hold whose node is gone is settled by the worker. */
export const node = pgTable("node", {
  nodeId: text().primaryKey(),
  door: text({ enum: ["gateway", "portal"] }).notNull(),
  startedAt: instant().notNull(),
  seenAt: instant().notNull(),
});

/** The fixed row that is locked: units of one meter, tenant and period. `available = posted - consumed - reserved`. */
export const ledgerAccount = pgTable(
  "ledger_account",
  {
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    accountId: text().notNull(),
    featureId: text()
      .notNull()
      .references(() => feature.id),
    mode: text({ enum: ["live", "test"] }).notNull(),
    periodStart: instant().notNull(),
    periodEnd: instant().notNull(),
    /** Units granted at the last reserve; null is without limit. */
    posted: bigint({ mode: "number" }),
    consumed: bigint({ mode: "number" }).notNull().default(0),
    reserved: bigint({ mode: "number" }).notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.accountId] }),
    unique("ledger_account_period").on(t.tenantId, t.featureId, t.mode, t.periodStart),
    check("ledger_account_consumed", sql`consumed >= 0`),
    check("ledger_account_reserved", sql`reserved >= 0`),
  ],
);

/** One metered call: held when it was admitted, then ok (charged), void (not charged) or unknown (its node died). */
export const usageEvent = pgTable(
  "usage_event",
  {
    tenantId: text().notNull(),
    requestId: text().notNull(),
    accountId: text().notNull(),
    nodeId: text().notNull(),
    keyId: text().notNull(),
    routeId: text().notNull(),
    outcome: text({ enum: ["held", "ok", "void", "unknown"] }).notNull(),
    heldUnits: bigint({ mode: "number" }).notNull(),
    chargedUnits: bigint({ mode: "number" }).notNull().default(0),
    admittedAt: instant().notNull(),
    settledAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.requestId] }),
    index("usage_event_held").on(t.nodeId).where(sql`outcome = 'held'`),
    index().on(t.tenantId, t.accountId),
  ],
);

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
  },
  (t) => [
    primaryKey({ columns: [t.decidedAt, t.requestId] }),
    index().on(t.tenantId, t.decidedAt),
    index().on(t.tenantId, t.keyId, t.decidedAt),
    index().on(t.status, t.decidedAt),
  ],
);
