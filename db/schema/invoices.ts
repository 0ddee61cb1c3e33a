import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { instant, micro, minor } from "@/db/columns";
import { tenant } from "@/db/schema/accounts";
import { billingSubscription } from "@/db/schema/billing";
import { creditPack, feature, planVersion } from "@/db/schema/catalog";
import { ledgerAccount } from "@/db/schema/metering";

const tenantId = () =>
  text()
    .notNull()
    .references(() => tenant.id);

/** One line of an invoice as people are shown it. */
export type InvoiceLine = {
  description: string;
  /** Units of a metered line; null otherwise. */
  units: number | null;
  quantity: number | null;
  amountMinor: number;
  periodStart: string;
  periodEnd: string;
  /** `{planVersionId}:flat`, `{planVersionId}:{featureId}`; null: not ours. */
  priceId: string | null;
  isProration: boolean;
  /** Statements: the units by ledger account, so that a unit is stated once. */
  accounts?: Record<string, number>;
};

export const invoice = pgTable(
  "invoice",
  {
    id: text().primaryKey(),
    tenantId: tenantId(),
    billingSubscriptionId: text().references(() => billingSubscription.id),
    billedBy: text({ enum: ["stripe", "manual"] }).notNull(),
    stripeInvoiceId: text().unique(),
    number: text(),
    status: text({ enum: ["draft", "open", "paid", "void", "uncollectible"] }).notNull(),
    /** Stripe's billing reason, `credits`, or `manual`. */
    reason: text().notNull(),
    currency: text().notNull(),
    subtotalMinor: minor().notNull(),
    taxMinor: minor().notNull().default(0),
    totalMinor: minor().notNull(),
    dueMinor: minor().notNull(),
    paidMinor: minor().notNull(),
    refundedMinor: minor().notNull().default(0),
    attemptCount: integer().notNull().default(0),
    autoAdvance: boolean().notNull().default(true),
    periodStart: instant(),
    periodEnd: instant(),
    createdAt: instant().notNull(),
    finalizedAt: instant(),
    dueAt: instant(),
    nextAttemptAt: instant(),
    paidAt: instant(),
    /** Why the last attempt failed (lib/billing/decline-cause.data.ts), and what the bank said, for the operator. */
    cause: text(),
    declineCode: text(),
    hostedUrl: text(),
    pdfUrl: text(),
    paymentIntentId: text(),
    lines: jsonb().$type<InvoiceLine[]>().notNull().default([]),
    fetchedAt: instant(),
  },
  (t) => [index().on(t.tenantId, t.createdAt), index("invoice_unpaid").on(t.dueAt).where(sql`status = 'open'`)],
);

/** That somebody tried to collect an invoice, and what came of it: written when the mirror first sees it. */
export const paymentAttempt = pgTable(
  "payment_attempt",
  {
    id: text().primaryKey(),
    tenantId: tenantId(),
    invoiceId: text()
      .notNull()
      .references(() => invoice.id),
    attempt: smallint().notNull(),
    /** Real time. */
    at: instant().notNull(),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    ok: boolean().notNull(),
    cause: text(),
    declineCode: text(),
  },
  (t) => [unique("payment_attempt_number").on(t.invoiceId, t.attempt), index().on(t.tenantId, t.at), index().on(t.at)],
);

export const paymentMethod = pgTable(
  "payment_method",
  {
    stripePaymentMethodId: text().primaryKey(),
    tenantId: tenantId(),
    brand: text().notNull(),
    last4: text().notNull(),
    expMonth: smallint().notNull(),
    expYear: smallint().notNull(),
    fingerprint: text(),
    isDefault: boolean().notNull().default(false),
    lastCause: text(),
    detachedAt: instant(),
    fetchedAt: instant().notNull(),
  },
  (t) => [index().on(t.tenantId)],
);

export const topUpRule = pgTable("top_up_rule", {
  tenantId: text()
    .primaryKey()
    .references(() => tenant.id),
  state: text({ enum: ["off", "armed", "charging", "cooldown", "needs_action", "disabled"] }).notNull(),
  thresholdMicro: micro().notNull(),
  creditPackId: text()
    .notNull()
    .references(() => creditPack.id),
  /** Most that may be charged by itself in a calendar month of UTC. */
  monthlyCapMinor: minor().notNull(),
  maxPerDay: smallint().notNull().default(5),
  cooldownUntil: instant(),
  softFailures: smallint().notNull().default(0),
  lastCause: text(),
  consentedBy: text().notNull(),
  consentedAt: instant().notNull(),
});

export const topUp = pgTable(
  "top_up",
  {
    id: text().primaryKey(),
    tenantId: tenantId(),
    creditPackId: text()
      .notNull()
      .references(() => creditPack.id),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    creditMicro: micro().notNull(),
    status: text({ enum: ["claimed", "unknown", "paid", "failed", "needs_action"] }).notNull(),
    /** The card that was asked. */
    paymentMethodId: text(),
    stripeInvoiceId: text(),
    hostedUrl: text(),
    cause: text(),
    createdAt: instant().notNull(),
    doneAt: instant(),
  },
  (t) => [
    uniqueIndex("top_up_one").on(t.tenantId).where(sql`status in ('claimed', 'unknown')`),
    index().on(t.tenantId, t.createdAt),
  ],
);

/** Overage of one hour as it is reported to Stripe. Hours are real time; `sentTs` is billing time. */
export const meterRow = pgTable(
  "meter_row",
  {
    id: text().primaryKey(),
    tenantId: tenantId(),
    featureId: text()
      .notNull()
      .references(() => feature.id),
    planVersionId: text()
      .notNull()
      .references(() => planVersion.id),
    windowStart: instant().notNull(),
    /** 0 is the window as it was sealed; later ones are what came after, or what another period's account paid. */
    seq: smallint().notNull(),
    /** The ledger account whose overage it reports: what was accepted is compared with what that account counted. */
    accountId: text()
      .notNull()
      .references(() => ledgerAccount.accountId),
    units: bigint({ mode: "number" }).notNull(),
    identifier: text().notNull().unique(),
    sentTs: instant(),
    status: text({ enum: ["pending", "sent", "duplicate", "dead"] }).notNull(),
    attempts: smallint().notNull().default(0),
    nextAt: instant().notNull(),
    error: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    unique("meter_row_window").on(t.tenantId, t.featureId, t.windowStart, t.seq),
    index().on(t.accountId),
    index("meter_row_open").on(t.nextAt).where(sql`status = 'pending'`),
    check("meter_row_units", sql`units > 0`),
  ],
);

/** What a tenant that is billed by hand owes for a period: a reading of the ledger. */
export const statement = pgTable(
  "statement",
  {
    id: text().primaryKey(),
    tenantId: tenantId(),
    billingSubscriptionId: text()
      .notNull()
      .references(() => billingSubscription.id),
    planVersionId: text()
      .notNull()
      .references(() => planVersion.id),
    periodStart: instant().notNull(),
    periodEnd: instant().notNull(),
    currency: text().notNull(),
    totalMinor: minor().notNull(),
    lines: jsonb().$type<InvoiceLine[]>().notNull(),
    /** The operator's own invoice for it, once it was recorded. */
    invoiceId: text().references(() => invoice.id),
    closedAt: instant().notNull(),
  },
  (t) => [unique("statement_period").on(t.billingSubscriptionId, t.periodStart), index().on(t.tenantId)],
);

export const refund = pgTable(
  "refund",
  {
    id: text().primaryKey(),
    tenantId: tenantId(),
    invoiceId: text()
      .notNull()
      .references(() => invoice.id),
    stripeRefundId: text().unique(),
    amountMinor: minor().notNull(),
    currency: text().notNull(),
    /** Credits that were taken back with it. */
    creditMicro: micro().notNull().default(0),
    status: text({ enum: ["pending", "done", "failed"] }).notNull(),
    reason: text().notNull(),
    /** The caller's own name for it: sent again, it is the same refund. */
    requestKey: text().unique(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index().on(t.tenantId), index().on(t.invoiceId)],
);
