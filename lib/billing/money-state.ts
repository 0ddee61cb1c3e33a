import type { Overdue, SubscriptionState } from "@/lib/entitlements/types";
import type { NoticeKind } from "@/lib/notice-data";

/** All of a tenant's money state that somebody may have to be told of. Instants are billing time. */
export type MoneyState = {
  tenantId: string;
  now: Date;
  /** What it holds at that instant; null: it never held anything. */
  held: { status: SubscriptionState; reason: string | null; planName: string } | null;
  overdue: Overdue | null;
  /** Since when the overdue invoice, or the contract, is late, and until when calls go on all the same. */
  lateSince: Date | null;
  graceEndsAt: Date | null;
  /** Of subscriptions; who tops up by itself is told of that. */
  openInvoices: readonly {
    id: string;
    number: string | null;
    dueMinor: number;
    currency: string;
    attemptCount: number;
    cause: string | null;
    nextAttemptAt: Date | null;
  }[];
  /** The one that runs, or the last one that did. */
  subscription: {
    id: string;
    billedBy: "stripe" | "manual" | "nobody";
    planName: string;
    isTrial: boolean;
    startedAt: Date;
    trialEnd: Date | null;
    /** Null: nothing is charged any more. */
    nextChargeAt: Date | null;
    priceMinor: number;
    currency: string;
    endedAt: Date | null;
  } | null;
  card: { id: string; brand: string; last4: string; expMonth: number; expYear: number } | null;
  /** What it has fallen back to, or would. */
  fallbackPlanName: string | null;
  /** Purchases of the last day that began at a refused call. */
  unblocked: readonly { intentId: string; requestId: string }[];
  /** Notices that are open, by kind. */
  open: readonly { id: string; kind: NoticeKind }[];
};
