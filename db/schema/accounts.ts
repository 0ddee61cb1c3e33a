import { bigint, index, integer, jsonb, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { bytea, instant } from "@/db/columns";

/** An organisation that uses the operator's apis. */
export const tenant = pgTable("tenant", {
  id: text().primaryKey(),
  name: text().notNull(),
  status: text({ enum: ["active", "suspended"] })
    .notNull()
    .default("active"),
  suspendedAt: instant(),
  suspendedReason: text(),
  /** BCP 47 language that wins a tie of Accept-Language; null means the operator's. */
  locale: text(),
  timeZone: text().notNull().default("UTC"),
  createdAt: instant().notNull(),
});

/** Somebody who can sign in: a member of tenants, staff of the operator, or both. */
export const person = pgTable("person", {
  id: text().primaryKey(),
  email: text().notNull().unique(),
  name: text().notNull(),
  /** `scrypt$N$r$p$salt$hash`; null for people who sign in through a provider only. */
  passwordHash: text(),
  /** The operator's own people; null for everybody else. */
  staffRole: text({ enum: ["admin", "support"] }),
  disabledAt: instant(),
  createdAt: instant().notNull(),
});

export const member = pgTable(
  "member",
  {
    tenantId: text()
      .notNull()
      .references(() => tenant.id),
    id: text().notNull(),
    personId: text()
      .notNull()
      .references(() => person.id),
    role: text({ enum: ["owner", "admin", "developer", "billing", "viewer"] }).notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), unique().on(t.tenantId, t.personId), index().on(t.personId)],
);

/** A provider account (GitHub, Google, OIDC) through which a person signs in. */
export const linkedAccount = pgTable(
  "linked_account",
  {
    provider: text().notNull(),
    providerAccountId: text().notNull(),
    personId: text()
      .notNull()
      .references(() => person.id),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.providerAccountId] })],
);

/** One sign-in. The cookie carries a random sid; only its SHA-256 is kept, so the table cannot be replayed. */
export const session = pgTable(
  "session",
  {
    id: text().primaryKey(),
    sidHash: bytea().notNull().unique(),
    personId: text()
      .notNull()
      .references(() => person.id),
    createdAt: instant().notNull(),
    seenAt: instant().notNull(),
    expiresAt: instant().notNull(),
    revokedAt: instant(),
    address: text(),
    userAgent: text(),
  },
  (t) => [index().on(t.personId)],
);

/** Counters of guarded attempts (sign-in), shared by all processes. */
export const guardWindow = pgTable(
  "guard_window",
  {
    guard: text().notNull(),
    subject: text().notNull(),
    windowStart: instant().notNull(),
    attempts: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.guard, t.subject, t.windowStart] })],
);

/** Who changed what: insert-only, written in the transaction of the act. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: text().primaryKey(),
    at: instant().notNull(),
    actorKind: text({ enum: ["person", "system"] }).notNull(),
    actorId: text(),
    tenantId: text(),
    action: text().notNull(),
    objectKind: text().notNull(),
    objectId: text().notNull(),
    before: jsonb(),
    after: jsonb(),
    reason: text(),
    requestId: text(),
    address: text(),
  },
  (t) => [index().on(t.tenantId, t.at), index().on(t.at), index().on(t.objectId)],
);

/** One row about this installation. */
export const install = pgTable("install", {
  id: integer().primaryKey().default(1),
  demo: text({ enum: ["empty", "seeding", "done", "skipped"] })
    .notNull()
    .default("empty"),
  /** Zone of the operator's days and months, where nobody names another. */
  reportZone: text().notNull().default("UTC"),
  createdAt: instant().notNull().defaultNow(),
});

/** The single row from which writers take change ids, so that ids appear in commit order. */
export const controlHead = pgTable("control_head", {
  one: integer().primaryKey().default(1),
  lastId: bigint({ mode: "number" }).notNull().default(0),
});

/** The change feed that keeps the gateways' memory true. */
export const controlChange = pgTable(
  "control_change",
  {
    id: bigint({ mode: "number" }).primaryKey(),
    subject: text({ enum: ["catalog", "tenant", "key", "recall"] }).notNull(),
    subjectId: text().notNull(),
    tenantId: text(),
    at: instant().notNull().defaultNow(),
  },
  (t) => [index().on(t.at)],
);
