import { sql } from "drizzle-orm";
import {
  bigint,
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
import { feature, planVersion } from "@/db/schema/catalog";
import type { Overdue } from "@/lib/entitlements/types";

/**
 * What a tenant is entitled to by its plan: the grant that billing derives and the gateway reads. At most one is
 * current; earlier ones stay as history. Its instants are billing time: the real one plus `clock_offset_seconds`.
 */
export const subscription = pgTable(
  "subscription",
  {
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    id: text().notNull(),
    planVersionId: text()
      .notNull()
      .references(() => planVersion.id),
    status: text({ enum: ["trialing", "active", "grace", "suspended", "paused", "ended"] }).notNull(),
    /** The code that a refusal gives while the status is `suspended`, `paused` or `ended`; null otherwise. */
    reason: text({
      enum: [
        "subscription_required",
        "trial_expired",
        "subscription_expired",
        "subscription_past_due",
        "subscription_paused",
      ],
    }),
    source: text({ enum: ["stripe", "manual", "nobody"] })
      .notNull()
      .default("manual"),
    /** Periods are counted from here (lib/period.ts); a plan change keeps it, so usage is not reset. */
    anchor: instant().notNull(),
    startedAt: instant().notNull(),
    /** From here on `after` holds, and nobody has to run for that; null runs on. */
    endsAt: instant(),
    /** What holds from `ends_at`; null: it has ended, by the reason that its status leads to. */
    afterStatus: text({ enum: ["active", "suspended", "ended"] }),
    afterPlanVersionId: text().references(() => planVersion.id),
    afterReason: text(),
    /** The open invoice that grace or a refusal names. */
    overdue: jsonb().$type<Overdue>(),
    /** Billing time is the real one plus this; 0 unless a test clock was moved. */
    clockOffsetSeconds: integer().notNull().default(0),
    /** Set when another subscription took its place. */
    replacedAt: instant(),
    createdBy: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("subscription_current").on(t.tenantId).where(sql`replaced_at is null`),
    index().on(t.planVersionId),
  ],
);

/** Something a tenant was given beside its plan, with a reason and an end. */
export const exception = pgTable(
  "exception",
  {
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    id: text().notNull(),
    kind: text({ enum: ["extra_units", "feature_access", "access_until"] }).notNull(),
    /** Null for `access_until`, which opens the subscription gate as a whole. */
    featureId: text().references(() => feature.id),
    /** `extra_units`: added to the period's quota. `feature_access`: the limit; null is without limit. */
    units: bigint({ mode: "number" }),
    reason: text().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    grantedBy: text().notNull(),
    withdrawnAt: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index().on(t.endsAt)],
);

/** Prepaid credits that came in one piece. Lots burn by priority, then earliest expiry, then id. */
export const creditLot = pgTable(
  "credit_lot",
  {
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    id: text().notNull(),
    /** Its ledger account (kind `credit`), opened with it. */
    accountId: text().notNull().unique(),
    /** Plan lots renew with the period, bought ones are kept, granted ones are given by an admin. */
    kind: text({ enum: ["plan", "bought", "granted"] }).notNull(),
    /** Micro-credits that the lot began with. */
    micro: bigint({ mode: "number" }).notNull(),
    /** Smaller burns first. */
    priority: smallint().notNull().default(100),
    /** Null: never. */
    expiresAt: instant(),
    /** What it was given for, once: a payment's id, an admin's request. */
    sourceType: text().notNull(),
    sourceId: text().notNull(),
    reason: text().notNull(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("credit_lot_source").on(t.sourceType, t.sourceId),
    index().on(t.expiresAt),
  ],
);

/** Every change of what a tenant holds, for the history of revenue: written with the grant, never changed. */
export const subscriptionChange = pgTable(
  "subscription_change",
  {
    id: text().primaryKey(),
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    /** Real time. */
    at: instant().notNull(),
    fromStatus: text(),
    toStatus: text().notNull(),
    fromPlanVersionId: text().references(() => planVersion.id),
    toPlanVersionId: text().references(() => planVersion.id),
    source: text({ enum: ["stripe", "manual", "nobody"] }).notNull(),
    reason: text(),
  },
  (t) => [index().on(t.tenantId, t.at), index().on(t.at)],
);
