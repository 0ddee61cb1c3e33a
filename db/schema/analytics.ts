import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { tenant } from "@/db/schema/accounts";
import type { Episode } from "@/lib/analytics/episodes/types";

const count = () => bigint({ mode: "number" }).notNull();

/**
 * A run of refusals of one tenant, feature and code, until it is resolved (analytics §4). `money` and `cap` runs stand
 * in one table and are never summed.
 */
export const episode = pgTable(
  "episode",
  {
    id: text().primaryKey(),
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    /** '' where the refusal was not about a feature. */
    featureId: text().notNull(),
    code: text().notNull(),
    class: text({ enum: ["money", "cap"] }).notNull(),
    /** Set for a key's own budget: only calls of that key count. */
    keyId: text().notNull().default(""),
    planVersionId: text(),
    openedAt: instant().notNull(),
    lastRefusedAt: instant().notNull(),
    firstRequestId: text().notNull(),
    lastRequestId: text().notNull(),
    refusals: count(),
    askedUnits: count(),
    /** Of the least that was refused: a cheaper call that passes resolves nothing. */
    cheapestUnits: count(),
    /** Refusals that the same key had read within the minute before, and asked again all the same. */
    blindRetries: count(),
    keys: text().array().notNull().default([]),
    /** Of each key, what it was refused and how much of it was repeated blindly. */
    byKey: jsonb().$type<Record<string, [refusals: number, blindRetries: number]>>().notNull().default({}),
    /** The run as it stood at an instant, from which it goes on being counted; null while it is counted from its start. */
    counted: jsonb().$type<{ atMs: number; episode: Episode }>(),
    receiptOpenedAt: instant(),
    pricingOpenedAt: instant(),
    checkoutAt: instant(),
    resolvedAt: instant(),
    kind: text({
      enum: [
        "upgrade",
        "plan_published",
        "top_up",
        "payment_fixed",
        "exception",
        "period_reset",
        "cap_raised",
        "several",
        "other",
      ],
    }),
    firstAllowAt: instant(),
  },
  (t) => [
    uniqueIndex("episode_open").on(t.tenantId, t.featureId, t.code, t.keyId).where(sql`resolved_at is null`),
    index("episode_first_allow").on(t.tenantId, t.featureId, t.firstAllowAt),
    index().on(t.openedAt),
    index().on(t.tenantId, t.openedAt),
  ],
);

/** Tenants and features whose runs of refusals must be looked at again: appended by the trigger, taken by the worker. */
export const episodeMark = pgTable("episode_mark", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  tenantId: text().notNull(),
  featureId: text().notNull(),
  /** The earliest row that was written. */
  since: instant().notNull(),
});

/** A tenant's signals on one day of the report zone, rewritten while the day lasts and kept after it. */
export const riskDay = pgTable(
  "risk_day",
  {
    day: date({ mode: "string" }).notNull(),
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    /** Null: too young to be scored. */
    score: smallint(),
    band: text({ enum: ["calm", "watch", "act", "new"] }).notNull(),
    /** `Firing[]`, what each family adds, and `Expansion[]` (lib/analytics/signals/types.ts). */
    firings: jsonb().notNull(),
    families: jsonb().notNull(),
    expansions: jsonb().notNull(),
    /** What the tenant pays a month, the mean of a month of the last 90 days if more, and what it owes. */
    mrrMinor: bigint({ mode: "number" }).notNull(),
    owedMinor: bigint({ mode: "number" }).notNull(),
    currency: text(),
    writtenAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.tenantId] }), index().on(t.tenantId, t.day)],
);

/** One time that a signal spoke of a tenant, from when it began until it was silent again. */
export const signalFiring = pgTable(
  "signal_firing",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    signal: text().notNull(),
    openedAt: instant().notNull(),
    seenAt: instant().notNull(),
    closedAt: instant(),
    /** The most that it weighed, 0.25–1, and its last sentence. */
    weight: real().notNull(),
    sentence: text().notNull(),
  },
  (t) => [
    uniqueIndex("signal_firing_open").on(t.tenantId, t.signal).where(sql`closed_at is null`),
    index().on(t.openedAt),
  ],
);

/** What staff did about a tenant because of what its signals said; "nothing" is a choice too. */
export const tenantAct = pgTable(
  "tenant_act",
  {
    id: text().primaryKey(),
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    kind: text({
      enum: [
        "contacted",
        "credits_granted",
        "units_granted",
        "grace_extended",
        "plan_changed",
        "assigned",
        "snoozed",
        "nothing",
      ],
    }).notNull(),
    /** Signals that spoke when it was done. */
    signals: text().array().notNull().default([]),
    note: text().notNull().default(""),
    /** Who did it, by name as of then, and for `assigned` whose task it is now. */
    actorId: text(),
    actorName: text().notNull(),
    ownerName: text(),
    at: instant().notNull(),
    /** The tenant stands below the others of the work list until then. */
    restsUntil: instant(),
  },
  (t) => [index().on(t.tenantId, t.at), index().on(t.at)],
);

/** What was forecast on one day for a tenant's meter, or for its credits under feature ''. Kept, so that it can be judged. */
export const forecastDay = pgTable(
  "forecast_day",
  {
    day: date({ mode: "string" }).notNull(),
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    featureId: text().notNull(),
    /** Units; micro-credits of credits. */
    remaining: bigint({ mode: "number" }).notNull(),
    /** Days from `writtenAt`; null: not within 60 days. */
    p10: real(),
    p50: real(),
    p90: real(),
    /** Share of the paths that reach the wall before the reset. */
    probability: real().notNull(),
    levelUnits: real().notNull(),
    resetsAt: instant(),
    writtenAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.tenantId, t.featureId] }), index().on(t.tenantId, t.day)],
);

/** The nightly audit of a day's refusals for money against the ledger: how many should have been let through. */
export const refusalAudit = pgTable("refusal_audit", {
  day: date({ mode: "string" }).primaryKey(),
  /** Refusals that were looked at, folded ones counted in full. */
  checked: count(),
  wrongful: count(),
  /** Refused because a gateway that is away holds the units; listed apart. */
  heldAway: count(),
  /** The first findings, at most 50: request id, tenant, why. */
  findings: jsonb().$type<{ requestId: string; tenantId: string; text: string }[]>().notNull(),
  ranAt: instant().notNull(),
});

/** A rule of the operator that holds: one row for each rule and object, until it is clean again. */
export const alert = pgTable(
  "alert",
  {
    id: text().primaryKey(),
    rule: text().notNull(),
    /** What it is about: a tenant, a plan version, or '' for the whole. */
    object: text().notNull(),
    /** The newest evidence in one sentence, and where to go. */
    sentence: text().notNull(),
    href: text().notNull(),
    /** Not open before two looks in a row found it, unless the rule tolerates nothing. */
    isOpen: boolean().notNull(),
    firstAt: instant().notNull(),
    openedAt: instant(),
    seenAt: instant().notNull(),
    cleanRounds: smallint().notNull().default(0),
    closedAt: instant(),
  },
  (t) => [uniqueIndex("alert_running").on(t.rule, t.object).where(sql`closed_at is null`), index().on(t.openedAt)],
);

/**
 * A change of the report zone. The worker counts day by day anew, from the newest to the oldest of which the log holds
 * every call; while it does, and for older days ever after, `countedFrom` says where the zone's days begin.
 */
export const reportZoneChange = pgTable(
  "report_zone_change",
  {
    id: integer().generatedAlwaysAsIdentity().primaryKey(),
    zoneBefore: text().notNull(),
    zone: text().notNull(),
    changedAt: instant().notNull(),
    /** The oldest day that is counted by this zone; null before any is. */
    countedFrom: date({ mode: "string" }),
    /** The oldest day that will be; null before the worker has looked. */
    goal: date({ mode: "string" }),
    /** Nothing was counted before the goal. */
    isWhole: boolean().notNull().default(false),
    doneAt: instant(),
  },
  // One at a time.
  (t) => [uniqueIndex("report_zone_change_running").on(sql`(${t.doneAt} is null)`).where(sql`${t.doneAt} is null`)],
);
