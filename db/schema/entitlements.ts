import { sql } from "drizzle-orm";
import { bigint, index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { tenant } from "@/db/schema/accounts";
import { feature, planVersion } from "@/db/schema/catalog";

/** The plan version a tenant holds. At most one is current; ended ones stay as history. */
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
    status: text({ enum: ["trialing", "active", "paused", "ended"] }).notNull(),
    /** Periods are counted from here (lib/period.ts); a plan change keeps it, so usage is not reset. */
    anchor: instant().notNull(),
    startedAt: instant().notNull(),
    /** End of a trial or of a manual term; null runs on. */
    endsAt: instant(),
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
