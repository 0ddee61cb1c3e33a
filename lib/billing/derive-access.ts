import { type Given, grantOfSubscription } from "@/lib/billing/grant-of-subscription";
import type { Access, AccessAlert, AccessInput, MirroredSubscription } from "@/lib/billing/types";
import type { Grant, SubscriptionState } from "@/lib/entitlements/types";

/** Several subscriptions: the one that gives most entitles. */
const worth: Record<SubscriptionState, number> = {
  active: 6,
  trialing: 5,
  grace: 4,
  suspended: 3,
  paused: 3,
  ended: 2,
};
type Judged = { subscription: MirroredSubscription; given: Given };

/**
 * What a tenant may use, from everything that the mirror holds of it (billing.md §4.3). The same input gives the same
 * answer in whatever order it comes, so lost, doubled or late events change nothing but the delay.
 * @param now billing time
 */
export function deriveAccess(input: AccessInput, now: Date): Access {
  const newestFirst = [...input.subscriptions].sort(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
  );
  const begun = newestFirst.filter(({ billedBy, startedAt }) => billedBy === "stripe" || startedAt <= now);
  const judged = begun.map((subscription) => ({
    subscription,
    given: grantOfSubscription(subscription, input, now),
  }));
  const alerts = alertsOf(judged);
  const best = bestOf(judged);
  const isUnclear = judged.some(({ given }) => given.kind === "unclear");
  if (isUnclear && (best === null || worth[best.status] < worth.grace)) return { kind: "keep", alerts };
  const grant = best ?? nothingLive(judged, input);
  if (!grant) return { kind: "none", alerts };
  return { kind: "grant", grant: withSuccessor(grant, newestFirst, now), alerts };
}

function bestOf(judged: readonly Judged[]): Grant | null {
  let best: Grant | null = null;
  for (const { given } of judged) {
    if (given.kind === "grant" && (!best || worth[given.grant.status] > worth[best.status])) best = given.grant;
  }
  return best;
}

/** Rows 1–3, 12, 13, 22, 25: the fallback plan, else what ended last; null: there never was anything. */
function nothingLive(judged: readonly Judged[], input: AccessInput): Grant | null {
  const ends = judged.flatMap(({ subscription, given }) =>
    given.kind === "over" && given.reason !== "subscription_required" ? [{ subscription, ...given }] : [],
  );
  const endOf = ({ at, subscription }: (typeof ends)[number]) => (at ?? subscription.startedAt).getTime();
  const [last] = ends.sort((a, b) => endOf(b) - endOf(a));
  const from = last?.at ?? input.since;
  const fallback = input.terms.fallbackPlanVersionId;
  const common = {
    after: null,
    overdue: null,
    clockOffsetSeconds: input.clockOffsetSeconds,
    anchor: last?.subscription.anchorAt ?? input.since,
  };
  if (fallback) {
    return {
      ...common,
      planVersionId: fallback,
      status: "active",
      reason: null,
      source: "nobody",
      startedAt: from,
      endsAt: null,
    };
  }
  if (!last?.subscription.planVersionId) return null;
  return {
    ...common,
    planVersionId: last.subscription.planVersionId,
    status: "ended",
    reason: last.reason,
    source: last.subscription.billedBy,
    startedAt: last.subscription.startedAt,
    // A refusal says since when.
    endsAt: last.at,
  };
}

/** A subscription by hand that begins by the end of this one takes its place without a gap. */
function withSuccessor(grant: Grant, newestFirst: readonly MirroredSubscription[], now: Date): Grant {
  const { endsAt } = grant;
  if (!endsAt || grant.after?.status === "suspended") return grant;
  const next = newestFirst.find(
    ({ billedBy, startedAt, endedAt, planVersionId }) =>
      billedBy !== "stripe" && !endedAt && planVersionId !== null && startedAt > now && startedAt <= endsAt,
  );
  if (!next?.planVersionId) return grant;
  return { ...grant, after: { status: "active", planVersionId: next.planVersionId, reason: null } };
}

function alertsOf(judged: readonly Judged[]): AccessAlert[] {
  const alerts: AccessAlert[] = [];
  for (const { subscription, given } of judged) {
    const subscriptionId = subscription.id;
    if (given.kind === "unclear" && given.why === "price") alerts.push({ kind: "unknown_price", subscriptionId });
    if (given.kind === "unclear" && given.why === "status") {
      alerts.push({ kind: "unknown_status", subscriptionId, status: subscription.status });
    }
    if (given.kind === "grant" && subscription.status === "active" && subscription.pausedReason === "collection") {
      alerts.push({ kind: "collection_paused", subscriptionId });
    }
  }
  const live = judged.filter(({ given }) => given.kind !== "over").map(({ subscription }) => subscription.id);
  if (live.length > 1) alerts.push({ kind: "two_subscriptions", subscriptionIds: live.sort() });
  return alerts;
}
