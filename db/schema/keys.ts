import { bigint, foreignKey, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, instant } from "@/db/columns";
import { tenant } from "@/db/schema/accounts";
import { feature } from "@/db/schema/catalog";

/** A key of a tenant: its name, rights and life. The secrets are rows of their own, so that rotation keeps the rest. */
export const apiKey = pgTable(
  "api_key",
  {
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    id: text().notNull(),
    name: text().notNull(),
    mode: text({ enum: ["live", "test"] }).notNull(),
    /** Scope names; routes without a scope need none. */
    scopes: text().array().notNull().default([]),
    /** Addresses or CIDR ranges; empty allows any. */
    allowedNetworks: text().array().notNull().default([]),
    /** `minimal` answers carry nothing about tenant, plan or usage: for keys that live in browsers. */
    errorDetail: text({ enum: ["full", "minimal"] })
      .notNull()
      .default("full"),
    expiresAt: instant(),
    pausedAt: instant(),
    revokedAt: instant(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
    lastUsedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), index().on(t.id)],
);

export const keySecret = pgTable(
  "key_secret",
  {
    tenantId: text().notNull(),
    id: text().notNull(),
    keyId: text().notNull(),
    /** HMAC-SHA-256 of the whole secret with the pepper; the secret itself is nowhere. */
    digest: bytea().notNull().unique(),
    /** `fg_live_9fK2…7Hq2`: prefix, first four and last four characters. */
    hint: text().notNull(),
    createdAt: instant().notNull(),
    /** Set by a rotation: from then on the secret answers `expired_api_key`. */
    expiresAt: instant(),
    replacedAt: instant(),
    lastUsedAt: instant(),
    lastUsedAddress: text(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ columns: [t.tenantId, t.keyId], foreignColumns: [apiKey.tenantId, apiKey.id] }),
    index().on(t.tenantId, t.keyId),
  ],
);

/** Most that one key may use of a feature in a window, within what its tenant has. */
export const keyBudget = pgTable(
  "key_budget",
  {
    tenantId: text().notNull(),
    keyId: text().notNull(),
    featureId: text()
      .notNull()
      .references(() => feature.id),
    units: bigint({ mode: "number" }).notNull(),
    period: text({ enum: ["anniversary", "calendar_month", "day"] }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.keyId, t.featureId] }),
    foreignKey({ columns: [t.tenantId, t.keyId], foreignColumns: [apiKey.tenantId, apiKey.id] }),
  ],
);
