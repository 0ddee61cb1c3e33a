import type { BilledBy, BillingMode, DeclineCause, Interval } from "@/lib/billing/types";
import type { SubscriptionState } from "@/lib/entitlements/types";

/** Money as people and programs are told: minor units beside the currency; screens format it. Instants are RFC 3339. */
export type MoneyView = { amountMinor: number; currency: string };

/** A plan version as it can be bought. */
export type OfferView = {
  planVersionId: string;
  planId: string;
  planName: string;
  description: string;
  price: MoneyView;
  interval: Interval;
  trialDays: number;
  trialNeedsCard: boolean;
  /** What choosing it would mean for this tenant now. */
  choice: "current" | "subscribe" | "start_free" | "start_trial" | "upgrade" | "downgrade" | "unavailable";
  /** Why it is unavailable, as a word: `other_currency`, `change_open`, `not_synced`, `billed_by_hand`. */
  why: string | null;
};

export type CardView = {
  id: string;
  brand: string;
  last4: string;
  expMonth: number;
  expYear: number;
  isDefault: boolean;
  lastCause: DeclineCause | null;
};

/** GET /api/billing – what a member may see of the tenant's money state. */
export type BillingView = {
  mode: BillingMode;
  /** Billing time of this tenant; differs from the real one only where a test clock was moved. */
  now: string;
  clockOffsetSeconds: number;
  /** Zone in which billing instants are counted. */
  timeZone: "UTC";
  /** Taxes as they are set up: not calculated by us unless the operator switched it on. */
  tax: "not_calculated" | "automatic";
  /** Where the operator can be reached; null when it set none. */
  contactUrl: string | null;
  subscription: {
    id: string;
    billedBy: BilledBy;
    status: SubscriptionState;
    planVersionId: string;
    planName: string;
    price: MoneyView;
    interval: Interval;
    periodStart: string | null;
    periodEnd: string | null;
    trialEnd: string | null;
    /** It ends then, and was not taken back. */
    cancelAt: string | null;
    /** What holds after the end of grace or of the term, if it is known: the plan's name, or null for nothing. */
    afterPlanName: string | null;
    graceEndsAt: string | null;
  } | null;
  /** The plan that takes the place of one that ends; null: nothing does, and calls are refused. */
  fallbackPlanName: string | null;
  /** A change that waits: for its payment, or for the end of the period. */
  change: {
    id: string;
    kind: "upgrade" | "downgrade" | "cancel";
    status: "pending_payment" | "scheduled";
    toPlanName: string | null;
    effectiveAt: string | null;
    price: MoneyView | null;
    /** Where the payment is finished. */
    payUrl: string | null;
  } | null;
  openInvoices: InvoiceView[];
  nextCharge: { at: string; about: MoneyView } | null;
  cards: CardView[];
  billingDetails: { name: string | null; email: string | null; address: string | null; taxIds: string[] };
  /** A payment that is on its way: a page came back before the provider confirmed. */
  isConfirming: boolean;
  syncedAt: string | null;
};

export type InvoiceLineView = {
  description: string;
  units: number | null;
  quantity: number | null;
  amount: MoneyView;
  periodStart: string;
  periodEnd: string;
  isProration: boolean;
};

export type InvoiceView = {
  id: string;
  billedBy: "stripe" | "manual";
  number: string | null;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  reason: string;
  total: MoneyView;
  tax: MoneyView;
  due: MoneyView;
  refunded: MoneyView;
  createdAt: string;
  periodStart: string | null;
  periodEnd: string | null;
  dueAt: string | null;
  nextAttemptAt: string | null;
  paidAt: string | null;
  attemptCount: number;
  cause: DeclineCause | null;
  lines: InvoiceLineView[];
  /** True when the provider has a page and a PDF for it: `/api/billing/invoices/{id}/view` and `/pdf` lead there. */
  hasPages: boolean;
};

/** What a plan change would mean, counted by the payment provider. */
export type ChangePreview = {
  changeId: string;
  kind: "upgrade" | "downgrade" | "cancel";
  fromPlanName: string | null;
  toPlanName: string | null;
  /** Charged at once; null for changes at the end of the period. */
  chargeNow: MoneyView | null;
  /** Overage of the running period that is charged with it; it is named apart. */
  overageNow: MoneyView | null;
  lines: InvoiceLineView[];
  effectiveAt: string;
  /** The price from then on. */
  price: MoneyView | null;
  interval: Interval | null;
  /** Sentences are made on the screen; `feature` null is the rate limit. */
  losses: { featureName: string | null; from: number | null; to: number | null }[];
  expiresAt: string;
};

export type CreditPackView = {
  id: string;
  name: string;
  /** Decimal string. */
  credits: string;
  price: MoneyView;
  expiresAfterDays: number | null;
};

export type TopUpView = {
  state: "off" | "armed" | "charging" | "cooldown" | "needs_action" | "disabled";
  /** Decimal strings of credits. */
  threshold: string | null;
  pack: CreditPackView | null;
  monthlyCap: MoneyView | null;
  spentThisMonth: MoneyView | null;
  cooldownUntil: string | null;
  lastCause: DeclineCause | null;
  /** Where a confirmation that the bank asked for is given. */
  payUrl: string | null;
  attempts: { id: string; at: string; status: string; amount: MoneyView; cause: DeclineCause | null }[];
};

/** How the way from a payment to an open gate went, step by step; null is not yet. */
export type UnblockView = {
  requestId: string | null;
  intentId: string | null;
  paymentSentAt: string | null;
  confirmedAt: string | null;
  grantedAt: string | null;
  gateOpenAt: string | null;
  firstAllowedAt: string | null;
  firstAllowedRequestId: string | null;
  /** Why calls are refused still, or again. */
  stillRefused: { code: string; sentence: string } | null;
  cause: DeclineCause | null;
};

/** A line of the ledger of credits: what came to the balance, or left it. Uses are added up by day. */
export type CreditMoveView = {
  id: string;
  at: string;
  kind: "bought" | "granted" | "used" | "expired" | "refunded" | "withdrawn";
  /** Decimal string, negative where it left. */
  credits: string;
  note: string | null;
  invoiceId: string | null;
};

/** What became of a change that was confirmed, undone, cancelled or kept. */
export type PlanChangeView = {
  changeId: string;
  kind: "upgrade" | "downgrade" | "cancel";
  status: "sent" | "pending_payment" | "scheduled" | "applied" | "undone" | "failed" | "abandoned";
  effectiveAt: string | null;
  payUrl: string | null;
  cause: DeclineCause | null;
};
