import type { Grant } from "@/lib/entitlements/types";

export type BillingMode = "sandbox" | "test" | "live" | "manual";
export type BilledBy = "stripe" | "manual" | "nobody";
export type Interval = "month" | "year";

/** A subscription as the mirror holds it: all that access is derived from. Instants are billing time. */
export type MirroredSubscription = {
  id: string;
  billedBy: BilledBy;
  /** Stripe's word as it came, an open set; `active`, `trialing`, `paused` or `ended` where Stripe bills nothing. */
  status: string;
  /** Null: it has a price that belongs to no plan version, or to two. */
  planVersionId: string | null;
  anchorAt: Date;
  startedAt: Date;
  periodStart: Date | null;
  trialEnd: Date | null;
  cancelAt: Date | null;
  endedAt: Date | null;
  /** `status_details.paused.subscription.type`; `collection` while only its invoices are not collected. */
  pausedReason: string | null;
  /** Billed by hand: since when it is unpaid. */
  overdueSince: Date | null;
  createdAt: Date;
};

/** An invoice as far as access depends on it. Instants are billing time. */
export type MirroredInvoice = {
  id: string;
  subscriptionId: string | null;
  number: string | null;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  /** Sent to be paid until a day (`send_invoice`, or by hand) instead of charged. */
  isSent: boolean;
  dueMinor: number;
  totalMinor: number;
  currency: string;
  attemptCount: number;
  finalizedAt: Date | null;
  dueAt: Date | null;
  cause: string | null;
};

/** What plan versions say of lateness; a version that is not listed has the preset of 7 days. */
export type Terms = {
  graceDays: ReadonlyMap<string, { graceDays: number; trialGraceDays: number }>;
  /** Version that a tenant falls back to; null: to nothing. */
  fallbackPlanVersionId: string | null;
};

/** Everything that access is derived from. */
export type AccessInput = {
  subscriptions: readonly MirroredSubscription[];
  invoices: readonly MirroredInvoice[];
  terms: Terms;
  clockOffsetSeconds: number;
  /** When the tenant came to be: periods of the fallback plan begin here where no subscription says otherwise. */
  since: Date;
};

/** Something that a person must look at, found while deriving. */
export type AccessAlert =
  | { kind: "unknown_price"; subscriptionId: string }
  | { kind: "unknown_status"; subscriptionId: string; status: string }
  | { kind: "two_subscriptions"; subscriptionIds: string[] }
  | { kind: "collection_paused"; subscriptionId: string };

/** What `deriveAccess` answers. `keep`: what it read cannot be understood, and the present grant stays as it is. */
export type Access = ({ kind: "grant"; grant: Grant } | { kind: "none" } | { kind: "keep" }) & {
  alerts: readonly AccessAlert[];
};

/** Why a payment failed, in our words (lib/billing/decline-cause.data.ts). */
export type DeclineCause =
  | "insufficient_funds"
  | "card_declined"
  | "card_limit_exceeded"
  | "processing_error"
  | "possible_duplicate"
  | "authentication_required"
  | "authentication_failed"
  | "card_expired"
  | "card_details_wrong"
  | "card_not_supported"
  | "payment_stopped"
  | "card_mode_mismatch"
  | "unknown";
