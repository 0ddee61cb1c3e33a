import { sql } from "drizzle-orm";
import { bigint, date, index, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

const count = () => bigint({ mode: "number" }).notNull();

/** Nothing is written as '' here, so that a key can hold it. */
const dimensions = {
  /** '' for calls of nobody that is known. */
  tenantId: text().notNull(),
  routeId: text().notNull(),
  featureId: text().notNull(),
  planVersionId: text().notNull(),
  /** `live`, `test`, or '' for an unknown key. */
  mode: text().notNull(),
  /** What kind of yes or no it was (lib/analytics/decision-class.ts). */
  class: text().notNull(),
  status: smallint().notNull(),
  /** The refusal's code; '' for a call that was let through. */
  code: text().notNull(),
};

/** What a digest of the dimensions names: a short key, so that an index of counts is a tenth of them. */
const countKey = { id: uuid().notNull() };

const measures = {
  calls: count(),
  units: count(),
  askedUnits: count(),
  /** Answers of the upstream with 4xx and 5xx. */
  upstreamClientErrors: count(),
  upstreamServerErrors: count(),
};

/**
 * Counts of the request log by quarter of an hour, written by a trigger in the transaction of the rows themselves: a row
 * is in both or in neither, and one that was written before is counted once. Every zone's day is whole quarters.
 */
export const rollQuarter = pgTable(
  "roll_quarter",
  { bucket: instant().notNull(), ...countKey, ...dimensions, ...measures, gateUs: count(), upstreamMs: count() },
  (t) => [primaryKey({ columns: [t.bucket, t.id] }), index().on(t.tenantId, t.bucket)],
);

/**
 * The same by hour without tenants, for windows of weeks over everybody. Gateways that flush at the same moment write to
 * different slots, so that they do not wait for each other's row; readers sum over them.
 */
export const rollHour = pgTable(
  "roll_hour",
  {
    bucket: instant().notNull(),
    ...countKey,
    routeId: text().notNull(),
    featureId: text().notNull(),
    planVersionId: text().notNull(),
    mode: text().notNull(),
    class: text().notNull(),
    status: smallint().notNull(),
    code: text().notNull(),
    slot: smallint().notNull(),
    ...measures,
    gateUs: count(),
    upstreamMs: count(),
  },
  (t) => [primaryKey({ columns: [t.bucket, t.id] })],
);

/** The same by day of the operator's report zone and by key, for windows of months. */
export const rollDay = pgTable(
  "roll_day",
  { day: date({ mode: "string" }).notNull(), ...countKey, keyId: text().notNull(), ...dimensions, ...measures },
  (t) => [
    primaryKey({ columns: [t.day, t.id] }),
    index().on(t.tenantId, t.day),
    // Calls with no key are few, and nobody's.
    index("roll_day_no_key").on(t.day).where(sql`key_id = ''`),
  ],
);

/** The same by day, tenant and plan version alone, for rates over many tenants: a tenant has one plan on most days. */
export const rollTenantDay = pgTable(
  "roll_tenant_day",
  {
    day: date({ mode: "string" }).notNull(),
    ...countKey,
    tenantId: text().notNull(),
    planVersionId: text().notNull(),
    mode: text().notNull(),
    class: text().notNull(),
    code: text().notNull(),
    ...measures,
  },
  (t) => [primaryKey({ columns: [t.day, t.id] })],
);

/** The same by day over all tenants, in slots as by hour, for months over everybody. */
export const rollTotalDay = pgTable(
  "roll_total_day",
  {
    day: date({ mode: "string" }).notNull(),
    ...countKey,
    routeId: text().notNull(),
    featureId: text().notNull(),
    planVersionId: text().notNull(),
    mode: text().notNull(),
    class: text().notNull(),
    status: smallint().notNull(),
    code: text().notNull(),
    slot: smallint().notNull(),
    ...measures,
  },
  (t) => [primaryKey({ columns: [t.day, t.id] })],
);
