import type { MoneyState } from "@/lib/billing/money-state";
import type { NoticeData, NoticeKind } from "@/lib/notice-data";

const dayMs = 24 * 60 * 60 * 1000;
/** An end that is older than that is no news. */
const newsMs = 7 * dayMs;

export type Wanted = { [K in NoticeKind]: { kind: K; dedupeKey: string; data: NoticeData[K] } }[NoticeKind];

/** Kinds that tell of a state, and are closed as soon as it no longer holds. */
export const stateKinds = [
  "payment.failed",
  "payment.action_required",
  "card.expiring",
  "card.missing",
  "subscription.past_due",
  "subscription.grace_ending",
  "subscription.suspended",
  "subscription.expired",
  "trial.ending",
] as const satisfies readonly NoticeKind[];

/**
 * What must be told of a tenant's money state, each under the name of its cause: derived from state alone, so a lost,
 * doubled or late event neither hides a notice nor tells it twice.
 */
export const deriveNotices = (state: MoneyState): Wanted[] => [
  ...ofPayments(state),
  ...ofLateness(state),
  ...ofEnds(state),
  ...ofCard(state),
  ...ofAccess(state),
];

/** The smallest step that was reached, of those that were still ahead at the beginning. */
function stepReached(steps: readonly number[], leftMs: number, wholeMs: number): number | null {
  const reached = steps.filter((days) => leftMs <= days * dayMs && wholeMs > days * dayMs);
  return reached.length > 0 ? Math.min(...reached) : null;
}

/** Told anew only when a further attempt failed for another cause. */
function* ofPayments({ openInvoices }: MoneyState): Generator<Wanted> {
  for (const { id, number, dueMinor, currency, attemptCount, cause, nextAttemptAt } of openInvoices) {
    if (attemptCount === 0) continue;
    const invoice = { id, number, amountMinor: dueMinor, currency };
    if (cause === "authentication_required" || cause === "authentication_failed") {
      yield { kind: "payment.action_required", dedupeKey: `payment.action_required:${id}:${cause}`, data: { invoice } };
    } else {
      const data = { invoice, cause, nextAttemptAt: nextAttemptAt?.toISOString() ?? null };
      yield { kind: "payment.failed", dedupeKey: `payment.failed:${id}:${cause ?? "unknown"}`, data };
    }
  }
}

function* ofLateness({ held, overdue, lateSince, graceEndsAt: end, now, subscription }: MoneyState): Generator<Wanted> {
  const cause = overdue?.invoiceId ?? `${subscription?.id}:${lateSince?.toISOString() ?? "late"}`;
  const invoice = overdue && {
    id: overdue.invoiceId,
    number: overdue.number,
    amountMinor: overdue.dueMinor,
    currency: overdue.currency,
  };
  const byHand = subscription?.billedBy === "manual" ? { byHand: true as const } : {};
  if (held?.status === "suspended" && held.reason === "subscription_past_due") {
    const data = { invoice, planName: held.planName, ...byHand };
    yield { kind: "subscription.suspended", dedupeKey: `subscription.suspended:${cause}`, data };
  }
  if (held?.status !== "grace" || !end) return;
  const { planName } = held;
  const graceEndsAt = end.toISOString();
  const data = { invoice, planName, cause: overdue?.cause ?? null, graceEndsAt, ...byHand };
  yield { kind: "subscription.past_due", dedupeKey: `subscription.past_due:${cause}`, data };
  const days = stepReached([5, 2, 1], +end - +now, lateSince ? +end - +lateSince : 0);
  if (days !== null) {
    const dedupeKey = `subscription.grace_ending:${cause}:${days}`;
    const data = { invoice, planName, graceEndsAt, daysLeft: days, ...byHand };
    yield { kind: "subscription.grace_ending", dedupeKey, data };
  }
}

function* ofEnds({ subscription, now, card, fallbackPlanName }: MoneyState): Generator<Wanted> {
  if (!subscription) return;
  const { id, planName, isTrial, startedAt, trialEnd, endedAt, billedBy, priceMinor, currency } = subscription;
  if (endedAt) {
    if (endedAt > now || +now - +endedAt > newsMs) return;
    const data = { planName, endedAt: endedAt.toISOString(), wasTrial: isTrial, fallbackPlanName };
    yield { kind: "subscription.expired", dedupeKey: `subscription.expired:${id}`, data };
  } else if (isTrial && trialEnd && trialEnd > now) {
    const days = stepReached([3, 1], +trialEnd - +now, +trialEnd - +startedAt);
    if (days === null) return;
    const isCharged = billedBy === "stripe" && subscription.nextChargeAt !== null;
    const data = {
      planName,
      endsAt: trialEnd.toISOString(),
      hasCard: card !== null,
      charge: isCharged ? { amountMinor: priceMinor, currency } : null,
      fallbackPlanName: isCharged ? null : fallbackPlanName,
    };
    yield { kind: "trial.ending", dedupeKey: `trial.ending:${id}:${trialEnd.toISOString()}:${days}`, data };
  }
}

/** A card matters while something will be charged after it ends. */
function* ofCard({ subscription, card, now, tenantId }: MoneyState): Generator<Wanted> {
  if (subscription?.billedBy !== "stripe" || !subscription.nextChargeAt || subscription.endedAt) return;
  const nextChargeAt = subscription.nextChargeAt.toISOString();
  if (!card) {
    if (subscription.isTrial || subscription.priceMinor === 0) return;
    const { id, planName } = subscription;
    yield { kind: "card.missing", dedupeKey: `card.missing:${id}:${nextChargeAt}`, data: { planName, nextChargeAt } };
    return;
  }
  const { id, brand, last4, expMonth, expYear } = card;
  const end = new Date(Date.UTC(expYear, expMonth, 1));
  const days = stepReached([30, 7], +end - +now, Number.POSITIVE_INFINITY);
  if (days === null || subscription.nextChargeAt < end) return;
  const dedupeKey = `card.expiring:${tenantId}:${id}:${expYear}-${expMonth}:${days}`;
  yield { kind: "card.expiring", dedupeKey, data: { brand, last4, endsAt: end.toISOString(), nextChargeAt } };
}

function* ofAccess({ held, open, unblocked }: MoneyState): Generator<Wanted> {
  if (held?.status !== "active" && held?.status !== "trialing") return;
  const { planName } = held;
  for (const { id } of open.filter(({ kind }) => kind === "subscription.suspended")) {
    yield { kind: "subscription.restored", dedupeKey: `subscription.restored:${id}`, data: { planName } };
  }
  for (const { intentId, requestId } of unblocked) {
    yield { kind: "access.restored", dedupeKey: `access.restored:${intentId}`, data: { planName, requestId } };
  }
}
