import { sql } from "drizzle-orm";
import {
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
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { instant, micro, minor } from "@/db/columns";
import { tenant } from "@/db/schema/accounts";
import { creditPack, planVersion } from "@/db/schema/catalog";

const tenantId = () =>
  text()
    .notNull()
    .references(() => tenant.id);

/** The Stripe account that this database belongs to; at most one row. */
export const stripeLink = pgTable("stripe_link", {
  id: smallint().primaryKey().default(1),
  accountId: text().notNull(),
  mode: text({ enum: ["sandbox", "test", "live"] }).notNull(),
  apiVersion: text().notNull(),
  webhookEndpointId: text(),
  portalConfigurationId: text(),
  /** Of the settings it was made with: other settings make another configuration. */
  portalConfigurationHash: text(),
  /** Polling has seen every event that was made before this instant. */
  eventsSeenUntil: instant(),
  checkedAt: instant().notNull(),
  /** Why billing is off, e.g. another account answered; null while it works. */
  problem: text(),
});

/** What of ours stands in Stripe under which id. */
export const stripeObject = pgTable(
  "stripe_object",
  {
    /** `plan` → product, `credit_product` → product, `price` → price, `meter` → meter of a feature. */
    localType: text({ enum: ["plan", "credit_product", "price", "meter"] }).notNull(),
    /** A plan's, price component's (`{planVersionId}:flat`, `{planVersionId}:{featureId}`) or feature's id. */
    localId: text().notNull(),
    stripeAccount: text().notNull(),
    stripeId: text().notNull(),
    /** Prices: the key by which they are found again. */
    lookupKey: text(),
    /** Of what was asked for, so that a change in the Dashboard shows. */
    specHash: text().notNull(),
    active: boolean().notNull().default(true),
    syncedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.localType, t.localId, t.stripeAccount] }),
    unique("stripe_object_stripe").on(t.stripeAccount, t.localType, t.stripeId),
  ],
);

/** How far a plan version is on its way to Stripe; one row for each version that has prices. */
export const planSync = pgTable(
  "plan_sync",
  {
    planVersionId: text()
      .primaryKey()
      .references(() => planVersion.id),
    /** Account that it was last sent to; another one means all over again. */
    stripeAccount: text(),
    state: text({ enum: ["pending", "running", "synced", "failed"] }).notNull(),
    /** What was asked for when it was published: `all_now` moves its plan's tenants once it is. */
    rollout: text({ enum: ["new_subscriptions", "all_now"] }).notNull(),
    requestedBy: text().notNull(),
    attempts: smallint().notNull().default(0),
    nextAt: instant().notNull(),
    lastError: text(),
    /** Of the last attempt. */
    at: instant().notNull(),
  },
  (t) => [index("plan_sync_open").on(t.nextAt).where(sql`state <> 'synced'`)],
);

/** A tenant as somebody who pays: its customer in Stripe, and how far its clock was moved. */
export const billingAccount = pgTable("billing_account", {
  tenantId: text()
    .primaryKey()
    .references(() => tenant.id),
  stripeCustomerId: text().unique(),
  /** Fixed by the first purchase. */
  currency: text(),
  /** Stripe's customer balance: negative is in the customer's favour. */
  balanceMinor: minor().notNull().default(0),
  defaultPaymentMethodId: text(),
  /** Name, address and e-mail on invoices, as Stripe holds them. */
  billingName: text(),
  billingEmail: text(),
  billingAddress: jsonb().$type<Record<string, string | null>>(),
  taxIds: jsonb().$type<{ type: string; value: string }[]>().notNull().default([]),
  testClockId: text(),
  /** Billing time is the real one plus this; 0 in live mode. */
  clockOffsetSeconds: integer().notNull().default(0),
  /** While the provider's clock is on its way there: the billing instant that was asked for. */
  clockTarget: instant(),
  syncRequestedAt: instant(),
  syncedAt: instant(),
  syncError: text(),
  /** A new default card came: what is open is to be paid with it. */
  payRequestedAt: instant(),
  /** The customer was deleted in Stripe. */
  deletedAt: instant(),
});

/** A subscription as it is billed: Stripe's, mirrored; or one billed by hand, or by nobody (free plans, card-less trials). */
export const billingSubscription = pgTable(
  "billing_subscription",
  {
    id: text().primaryKey(),
    tenantId: tenantId(),
    billedBy: text({ enum: ["stripe", "manual", "nobody"] }).notNull(),
    stripeSubscriptionId: text().unique(),
    /** Stripe's word as it came; `active`, `trialing`, `paused` or `ended` for others. */
    status: text().notNull(),
    /** Null: a price that belongs to no plan version of ours. */
    planVersionId: text().references(() => planVersion.id),
    anchorAt: instant().notNull(),
    startedAt: instant().notNull(),
    interval: text({ enum: ["month", "year"] }).notNull(),
    periodStart: instant(),
    periodEnd: instant(),
    trialEnd: instant(),
    cancelAt: instant(),
    cancelReason: text(),
    endedAt: instant(),
    pausedReason: text(),
    /** An update that waits for its payment: what it would become. */
    pendingUpdate: jsonb().$type<{ planVersionId: string | null; expiresAt: string }>(),
    stripeScheduleId: text(),
    stripeDefaultPaymentMethodId: text(),
    /** Billed by hand: since when it is unpaid. */
    overdueSince: instant(),
    /** Billed by hand: a purchase order or contract. */
    manualReference: text(),
    fetchedAt: instant(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    index().on(t.tenantId),
    check("billing_subscription_stripe", sql`(billed_by = 'stripe') = (stripe_subscription_id is not null)`),
    // Not for Stripe's own: it may hold two, and that must be seen.
    uniqueIndex("billing_subscription_one").on(t.tenantId).where(sql`billed_by <> 'stripe' and ended_at is null`),
  ],
);

export const billingSubscriptionItem = pgTable(
  "billing_subscription_item",
  {
    stripeItemId: text().primaryKey(),
    billingSubscriptionId: text()
      .notNull()
      .references(() => billingSubscription.id),
    stripePriceId: text().notNull(),
    /** `{planVersionId}:flat` or `{planVersionId}:{featureId}`; null: not ours. */
    priceId: text(),
    quantity: integer(),
    periodStart: instant().notNull(),
    periodEnd: instant().notNull(),
  },
  (t) => [index().on(t.billingSubscriptionId)],
);

/** A hosted page that was opened so that somebody can pay or save a card. */
export const checkoutIntent = pgTable(
  "checkout_intent",
  {
    id: text().primaryKey(),
    tenantId: tenantId(),
    kind: text({ enum: ["subscribe", "credits", "card"] }).notNull(),
    planVersionId: text().references(() => planVersion.id),
    creditPackId: text().references(() => creditPack.id),
    amountMinor: minor(),
    currency: text(),
    creditMicro: micro(),
    stripeSessionId: text().unique(),
    url: text(),
    status: text({ enum: ["open", "completed", "expired", "superseded"] }).notNull(),
    /** The refused request that led here, so that its page can be opened again. */
    fromRequestId: text(),
    expiresAt: instant().notNull(),
    completedAt: instant(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex("checkout_intent_one").on(t.tenantId).where(sql`status = 'open' and kind = 'subscribe'`),
    index().on(t.tenantId),
  ],
);

export const planChange = pgTable(
  "plan_change",
  {
    id: text().primaryKey(),
    tenantId: tenantId(),
    billingSubscriptionId: text()
      .notNull()
      .references(() => billingSubscription.id),
    kind: text({ enum: ["upgrade", "downgrade", "cancel"] }).notNull(),
    fromVersionId: text().references(() => planVersion.id),
    /** Null: a cancellation. */
    toVersionId: text().references(() => planVersion.id),
    /** Billing instant at which the charge was counted, and to which it is bound. */
    prorationAt: instant(),
    previewedMinor: minor(),
    chargedMinor: minor(),
    currency: text(),
    /** When it takes effect, in billing time. */
    effectiveAt: instant(),
    status: text({
      enum: ["proposed", "sent", "pending_payment", "scheduled", "applied", "undone", "failed", "abandoned"],
    }).notNull(),
    stripeInvoiceId: text(),
    /** Cancellations: ends now instead of with the period, because nothing runs any more. */
    endsNow: boolean().notNull().default(false),
    /** Why somebody cancelled, or why it failed. */
    reason: text(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex("plan_change_one")
      .on(t.billingSubscriptionId)
      .where(sql`status in ('sent', 'pending_payment', 'scheduled')`),
    index().on(t.tenantId),
  ],
);

/** The inbox: every event that Stripe told of, once. It triggers a sync and carries no truth. */
export const stripeEvent = pgTable(
  "stripe_event",
  {
    stripeEventId: text().primaryKey(),
    type: text().notNull(),
    stripeCustomerId: text(),
    objectId: text(),
    apiVersion: text(),
    livemode: boolean().notNull(),
    /** Stripe's own instant; of a customer with a test clock, the clock's. */
    created: instant().notNull(),
    source: text({ enum: ["webhook", "poll", "resend"] }).notNull(),
    status: text({ enum: ["new", "claimed", "done", "skipped", "dead"] }).notNull(),
    attempts: smallint().notNull().default(0),
    nextAt: instant().notNull(),
    claimedAt: instant(),
    error: text(),
    /** Kept for 30 days. */
    payload: jsonb(),
    receivedAt: instant().notNull(),
    doneAt: instant(),
  },
  (t) => [
    index("stripe_event_waiting").on(t.nextAt).where(sql`status in ('new', 'claimed')`),
    index().on(t.receivedAt),
    index().on(t.stripeCustomerId),
  ],
);

/** The outbox: a row before every call that moves money or a plan, with the key that makes repeating it safe. */
export const stripeCommand = pgTable(
  "stripe_command",
  {
    id: text().primaryKey(),
    tenantId: text().references(() => tenant.id),
    kind: text().notNull(),
    idempotencyKey: text().notNull().unique(),
    request: jsonb().notNull(),
    status: text({ enum: ["pending", "sent", "done", "failed", "unknown"] }).notNull(),
    attempts: smallint().notNull().default(0),
    nextAt: instant().notNull(),
    sentAt: instant(),
    responseId: text(),
    stripeRequestId: text(),
    error: jsonb().$type<{
      type: string;
      code: string | null;
      declineCode: string | null;
      adviceCode: string | null;
      status: number | null;
      message: string;
    }>(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
    doneAt: instant(),
  },
  (t) => [
    index("stripe_command_open").on(t.nextAt).where(sql`status in ('pending', 'sent', 'unknown')`),
    index().on(t.tenantId),
  ],
);

/** Something that billing found and a person must decide. Closed when it no longer holds. */
export const billingTask = pgTable(
  "billing_task",
  {
    id: text().primaryKey(),
    tenantId: text().references(() => tenant.id),
    /** `unknown_price`, `two_subscriptions`, `customer_deleted`, `price_drift`, `charge_differs`, `meter_row_dead`, … */
    kind: text().notNull(),
    /** What it is about; one open task for each kind and object. */
    objectId: text().notNull(),
    details: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: instant().notNull(),
    closedAt: instant(),
    closedBy: text(),
  },
  (t) => [
    uniqueIndex("billing_task_open").on(t.kind, t.objectId).where(sql`closed_at is null`),
    index().on(t.tenantId),
  ],
);

export const reconcileRun = pgTable(
  "reconcile_run",
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
    counts: jsonb().$type<Record<string, number>>().notNull().default({}),
    /** What it looked at and what differed, as its own kind words it; null where tasks say it all. */
    findings: jsonb().$type<unknown>(),
  },
  (t) => [index().on(t.kind, t.startedAt)],
);
