import type { NoticeKind } from "@/lib/notices/kinds";

export type { NoticeKind };

/** Money in minor units of a currency (ISO 4217, upper case). */
type Money = { amountMinor: number; currency: string };

/** An invoice as it is named to people; null: the operator bills by hand and recorded none. */
type OfInvoice = { invoice: (Money & { id: string; number: string | null }) | null };

/** The operator invoices by hand: it is settled with them, and nothing can be paid here. */
type ByHand = { byHand?: true };

/**
 * What each kind of notice tells: codes and parameters, never sentences. Instants are RFC 3339, in the tenant's billing
 * time.
 */
export type NoticeData = {
  "payment.failed": OfInvoice & { cause: string | null; nextAttemptAt: string | null };
  "payment.action_required": OfInvoice;
  "card.expiring": {
    brand: string;
    last4: string;
    /** The first instant at which it is not taken any more. */
    endsAt: string;
    nextChargeAt: string;
  };
  "card.missing": { planName: string; nextChargeAt: string };
  "subscription.past_due": OfInvoice & ByHand & { planName: string; cause: string | null; graceEndsAt: string };
  "subscription.grace_ending": OfInvoice & ByHand & { planName: string; graceEndsAt: string; daysLeft: number };
  "subscription.suspended": OfInvoice & ByHand & { planName: string };
  "subscription.expired": {
    planName: string;
    endedAt: string;
    wasTrial: boolean;
    /** What the tenant fell back to; null: nothing, calls are refused. */
    fallbackPlanName: string | null;
  };
  "subscription.restored": { planName: string };
  "trial.ending": {
    planName: string;
    endsAt: string;
    hasCard: boolean;
    /** What is charged then; null: nothing, the trial just ends. */
    charge: Money | null;
    fallbackPlanName: string | null;
  };
  "credits.low": { creditMicro: number; daysLeft: number };
  "credits.exhausted": Record<string, never>;
  "credits.added": { creditMicro: number; price: Money | null; source: "purchase" | "top_up" | "granted" };
  "credits.recharge_failed": Money & {
    cause: string | null;
    /** Of the rule from then on; `capped`: the most of a month is reached. */
    state: "cooldown" | "needs_action" | "disabled" | "capped";
    nextAttemptAt: string | null;
  };
  "access.restored": { planName: string; requestId: string };
};

/** One notice as it is to be written. */
export type NewNotice<Kind extends NoticeKind = NoticeKind> = {
  [K in Kind]: {
    /** Null: for the operator's staff. */
    tenantId: string | null;
    kind: K;
    /** Names the cause: the same is told once, ever. */
    dedupeKey: string;
    data: NoticeData[K];
  };
}[Kind];
