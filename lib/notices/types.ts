import type { NoticeKind } from "@/lib/notices/kinds";

/** Money in minor units of a currency (ISO 4217, upper case). */
type Money = { amountMinor: number; currency: string };

/** The invoice that a notice is about. Instants of notices are RFC 3339, in the tenant's billing time. */
type OfInvoice = Money & { invoiceId: string; number: string | null };

/** What each kind of notice tells: codes and parameters, never sentences. */
export type NoticeData = {
  "payment.failed": OfInvoice & { cause: string | null; attempt: number; nextAttemptAt: string | null };
  "payment.action_required": OfInvoice;
  "card.expiring": {
    cardId: string;
    brand: string;
    last4: string;
    /** When the card stops working: the first instant of the month after its last. */
    expiresAt: string;
    daysLeft: number;
    nextChargeAt: string;
  };
  "card.missing": { planName: string; nextChargeAt: string };
  "subscription.past_due": OfInvoice & { cause: string | null; graceEndsAt: string };
  "subscription.grace_ending": OfInvoice & { cause: string | null; graceEndsAt: string; daysLeft: number };
  "subscription.suspended": OfInvoice & { cause: string | null; since: string };
  "subscription.expired": { planName: string; endedAt: string; reason: string; fallbackPlanName: string | null };
  "subscription.restored": { planName: string; number: string | null };
  "trial.ending": {
    planName: string;
    endsAt: string;
    daysLeft: number;
    hasCard: boolean;
    /** What is charged then; null: nothing, the trial just ends. */
    charge: Money | null;
    fallbackPlanName: string | null;
  };
  "credits.low": { creditMicro: number; daysLeft: number };
  "credits.exhausted": { since: string };
  "credits.added": { creditMicro: number; price: Money | null; source: "purchase" | "top_up" | "granted" };
  "credits.recharge_failed": Money & {
    cause: string | null;
    /** Of the rule from then on. */
    state: "cooldown" | "needs_action" | "disabled" | "capped";
    cooldownUntil: string | null;
  };
  "access.restored": { planName: string; requestId: string | null };
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
