import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { bytea, instant } from "@/db/columns";

/** Something the operator sells: a base path at the gateway and the upstream behind it. */
export const api = pgTable("api", {
  id: text().primaryKey(),
  /** First path segment at the gateway: `/{slug}/…`. */
  slug: text().notNull().unique(),
  name: text().notNull(),
  upstreamUrl: text().notNull(),
  /** Header that carries our credential to the upstream, e.g. `authorization`; null sends none. */
  upstreamHeader: text(),
  /** AES-256-GCM of the header's value (lib/server/seal.ts); never shown again. */
  upstreamSecret: bytea(),
  upstreamSecretSetAt: instant(),
  connectTimeoutMs: integer().notNull().default(5_000),
  /** Time to the first byte of the answer. */
  responseTimeoutMs: integer().notNull().default(30_000),
  idleTimeoutMs: integer().notNull().default(60_000),
  /** Web origins that browsers may call from; `*` allows any. */
  allowedOrigins: text().array().notNull().default([]),
  /** True for the api that the demo registers, whose upstream address `npm start` keeps current. */
  demo: boolean().notNull().default(false),
  createdAt: instant().notNull(),
  archivedAt: instant(),
});

/** What can be sold: a switch (on or off), a limit (a number), or a meter (units of a period). */
export const feature = pgTable("feature", {
  id: text().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  /** German name for people; null shows `name`. */
  nameDe: text(),
  kind: text({ enum: ["switch", "limit", "meter"] }).notNull(),
  /** The meter's own unit, singular and plural, e.g. `call` / `calls`. */
  unit: text().notNull().default("call"),
  unitPlural: text().notNull().default("calls"),
  /** "Talk to us" counts as a way to buy more of this feature. */
  contactSales: boolean().notNull().default(false),
  createdAt: instant().notNull(),
  archivedAt: instant(),
});

export const route = pgTable(
  "route",
  {
    id: text().primaryKey(),
    apiId: text()
      .notNull()
      .references(() => api.id),
    method: text().notNull(),
    /** `/v1/reports/{id}`; a segment in braces matches one segment; `/*` at the end matches the rest. */
    path: text().notNull(),
    /** Null: the route is free and unmetered. */
    featureId: text().references(() => feature.id),
    /** What a charged call costs; with `cost_header`, the most it can cost: so much is held until the upstream has told. */
    costUnits: bigint({ mode: "number" }).notNull().default(1),
    /** Header of the upstream's answer that says what the call cost, lower case; null: always `cost_units`. */
    costHeader: text(),
    /** With `cost_header`: what a call costs whose caller left before an answer. */
    minCostUnits: bigint({ mode: "number" }).notNull().default(0),
    /** Name a key must list to call this route; null asks for none. */
    scope: text(),
    maxBodyBytes: integer().notNull().default(10_485_760),
    /** Upstream statuses that are charged, as inclusive pairs [[200, 399]]. */
    chargedStatuses: jsonb()
      .$type<[number, number][]>()
      .notNull()
      .default([[200, 399]]),
    createdAt: instant().notNull(),
    archivedAt: instant(),
  },
  (t) => [index().on(t.apiId)],
);

export const plan = pgTable("plan", {
  id: text().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  description: text().notNull().default(""),
  /** Hidden plans are given by an admin and never offered. */
  hidden: boolean().notNull().default(false),
  /** What a tenant falls back to when its subscription ends; at most one plan, free and published. */
  fallback: boolean().notNull().default(false),
  position: smallint().notNull().default(0),
  createdAt: instant().notNull(),
  archivedAt: instant(),
});

/** The content of a plan at one time. Published versions never change: a trigger keeps that. */
export const planVersion = pgTable(
  "plan_version",
  {
    id: text().primaryKey(),
    planId: text()
      .notNull()
      .references(() => plan.id),
    number: integer().notNull(),
    /** `publishing`: its content is fixed, and its prices are on their way to the payment provider. */
    status: text({ enum: ["draft", "publishing", "published"] }).notNull(),
    priceMinor: bigint({ mode: "number" }).notNull(),
    currency: text().notNull(),
    /** How often the price is due. */
    interval: text({ enum: ["month", "year"] })
      .notNull()
      .default("month"),
    /** Days that calls go on after a failed payment. */
    graceDays: smallint().notNull().default(7),
    /** The same for the first payment after a trial. */
    trialGraceDays: smallint().notNull().default(0),
    /** True: a trial starts at the checkout, with a card; false: with one click, without one. */
    trialNeedsCard: boolean().notNull().default(false),
    /** Requests a minute of one tenant; null sets none. */
    ratePerMinute: integer(),
    trialDays: integer().notNull().default(0),
    /** A sentence for tenants on what changed. */
    note: text().notNull().default(""),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    publishedAt: instant(),
    publishedBy: text(),
  },
  (t) => [unique().on(t.planId, t.number)],
);

/** What a plan version includes. */
export const planFeature = pgTable(
  "plan_feature",
  {
    planVersionId: text()
      .notNull()
      .references(() => planVersion.id),
    featureId: text()
      .notNull()
      .references(() => feature.id),
    /** Units of a period (meter) or the number (limit); null is without limit, or a switch that is on. */
    limitUnits: bigint({ mode: "number" }),
    /** Meters: when the units start again. `anniversary` is monthly from the subscription's anchor. */
    period: text({ enum: ["anniversary", "calendar_month", "day"] })
      .notNull()
      .default("anniversary"),
    /** Meters: once the units are used, a further one costs so many micro-credits; null: credits do not pay for it. */
    creditMicroPerUnit: bigint({ mode: "number" }),
    /** Meters: use beyond everything else is recorded and billed later instead of refused. */
    overage: text({ enum: ["none", "postpaid"] })
      .notNull()
      .default("none"),
    /** With post-paid overage: price of one unit in 10⁻¹² minor units, which is what the payment provider can bill. */
    overageRateE12: bigint({ mode: "number" }),
  },
  (t) => [primaryKey({ columns: [t.planVersionId, t.featureId] })],
);

/** Credits for a price: what can be bought before it is used. */
export const creditPack = pgTable("credit_pack", {
  id: text().primaryKey(),
  name: text().notNull(),
  creditMicro: bigint({ mode: "number" }).notNull(),
  priceMinor: bigint({ mode: "number" }).notNull(),
  currency: text().notNull(),
  /** Days after the purchase; null: never. */
  expiresAfterDays: integer(),
  position: smallint().notNull().default(0),
  createdAt: instant().notNull(),
  archivedAt: instant(),
});
