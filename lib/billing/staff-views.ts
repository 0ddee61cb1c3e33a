import type { BilledBy, BillingMode, Interval } from "@/lib/billing/types";
import type { CardView, InvoiceView, MoneyView, TopUpView } from "@/lib/billing/views";
import type { SubscriptionState } from "@/lib/entitlements/types";

/** What the operator's staff is told of billing. Instants are RFC 3339. */
export type TenantName = { id: string; name: string };

/** GET /api/admin/billing-link – whether billing works, and how it hears of payments. */
export type BillingLinkView = {
  mode: BillingMode;
  accountId: string | null;
  apiVersion: string | null;
  /** Why billing is off; null while it works. */
  problem: string | null;
  /** True when an administrator may begin anew with the account that answers now. */
  mayStartFresh: boolean;
  /** Whether signed webhooks can come in; without them events are polled. */
  takesWebhooks: boolean;
  pollEverySeconds: number | null;
  lastEventAt: string | null;
  checkedAt: string | null;
  waitingEvents: number;
  deadEvents: number;
  openCommands: number;
};

export type BillingTaskView = {
  id: string;
  kind: string;
  tenant: TenantName | null;
  objectId: string;
  details: Record<string, unknown>;
  createdAt: string;
};

export type StripeEventView = {
  id: string;
  type: string;
  tenant: TenantName | null;
  objectId: string | null;
  source: "webhook" | "poll" | "resend";
  status: "new" | "claimed" | "done" | "skipped" | "dead";
  attempts: number;
  error: string | null;
  createdAt: string;
  receivedAt: string;
  doneAt: string | null;
};

export type StripeCommandView = {
  id: string;
  kind: string;
  tenant: TenantName | null;
  idempotencyKey: string;
  status: "pending" | "sent" | "done" | "failed" | "unknown";
  attempts: number;
  error: { code: string | null; declineCode: string | null; message: string } | null;
  createdAt: string;
};

/** A page of a list; `next` goes into `?after=`. */
export type Listed<Row> = { rows: Row[]; next: string | null };

/** GET /api/admin/invoices – an invoice of any tenant, with what the bank said. */
export type StaffInvoiceView = InvoiceView & {
  tenant: TenantName;
  declineCode: string | null;
  /** True while money of it can go back. */
  refundable: boolean;
  /** Credits that were bought with it, as a decimal string; null: none. */
  credits: string | null;
};

/** GET /api/admin/tenants/{id}/billing */
export type StaffBillingView = {
  mode: BillingMode;
  now: string;
  clockOffsetSeconds: number;
  stripeCustomerId: string | null;
  balance: MoneyView | null;
  syncedAt: string | null;
  syncError: string | null;
  subscriptions: {
    id: string;
    billedBy: BilledBy;
    /** The provider's word as it came. */
    status: string;
    planName: string | null;
    versionNumber: number | null;
    price: MoneyView | null;
    interval: Interval;
    periodStart: string | null;
    periodEnd: string | null;
    trialEnd: string | null;
    cancelAt: string | null;
    endedAt: string | null;
    overdueSince: string | null;
    reference: string | null;
    stripeId: string | null;
  }[];
  /** What billing gave the gateways. */
  grant: { status: SubscriptionState; reason: string | null; endsAt: string | null } | null;
  cards: CardView[];
  topUp: TopUpView | null;
  invoices: StaffInvoiceView[];
  statements: StatementView[];
};

/** What a tenant that is billed by hand owes for a period. */
export type StatementView = {
  id: string;
  planName: string;
  periodStart: string;
  periodEnd: string;
  total: MoneyView;
  lines: InvoiceView["lines"];
  invoiceId: string | null;
};

/** GET /api/admin/plans/{id}/sync – how far a plan version is in Stripe. */
export type PlanSyncView = {
  planVersionId: string;
  state: "not_needed" | "pending" | "running" | "synced" | "failed";
  steps: {
    what: string;
    stripeId: string | null;
    state: "waiting" | "done" | "failed";
    error: string | null;
  }[];
  lastError: string | null;
  at: string | null;
};

/** GET /api/admin/time-machine – one tenant's billing time and what comes next in it. */
export type ClockView = {
  tenant: TenantName;
  now: string;
  clockOffsetSeconds: number;
  /** Where its clock is going; null while it stands. */
  target: string | null;
  status: SubscriptionState | null;
  planName: string | null;
  next: { kind: "renewal" | "trial_end" | "grace_end" | "cancellation" | "change" | "card_expiry"; at: string }[];
};

/** GET /api/admin/billing-check – usage = log = ledger = rows sent = provider's sums = invoice lines. */
export type UsageCheckView = {
  checkedAt: string | null;
  rows: {
    tenant: TenantName;
    featureName: string;
    periodStart: string;
    periodEnd: string;
    usedUnits: number;
    loggedUnits: number;
    overageUnits: number;
    sentUnits: number | null;
    summarizedUnits: number | null;
    invoicedUnits: number | null;
    agrees: boolean;
    /** Why a number is missing or differs, in a sentence. */
    note: string | null;
  }[];
};
