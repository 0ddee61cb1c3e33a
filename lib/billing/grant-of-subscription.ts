import { hasPaid, overdueOf } from "@/lib/billing/overdue-of";
import type { AccessInput, MirroredSubscription } from "@/lib/billing/types";
import type { ClosedReason, Grant } from "@/lib/entitlements/types";

/** What one subscription gives by itself. `unclear`: it is alive, and cannot be understood. */
export type Given =
  | { kind: "grant"; grant: Grant }
  /** Over, or not begun: the fallback plan, or nothing. */
  | { kind: "over"; reason: ClosedReason; at: Date | null }
  | { kind: "unclear"; why: "price" | "status" };

type Open = { subscription: MirroredSubscription; input: AccessInput; now: Date; base: Grant };

/** What a subscription gives at a billing instant (billing.md §4.3, rows 2–25). */
export function grantOfSubscription(subscription: MirroredSubscription, input: AccessInput, now: Date): Given {
  const { status, billedBy, planVersionId, cancelAt, endedAt } = subscription;
  const isBilledHere = billedBy !== "stripe";
  if (status === "incomplete" || status === "incomplete_expired") {
    return { kind: "over", reason: "subscription_required", at: null };
  }
  if (endedAt || (isBilledHere && status === "ended")) return over(subscription, input, endedAt);
  if (status === "canceled") return over(subscription, input, endedAt);
  if (planVersionId === null) return { kind: "unclear", why: "price" };
  if (cancelAt && cancelAt <= now) return over(subscription, input, cancelAt);
  const base: Grant = {
    planVersionId,
    status: "active",
    reason: null,
    source: billedBy,
    anchor: subscription.anchorAt,
    startedAt: subscription.startedAt,
    endsAt: null,
    after: null,
    overdue: null,
    clockOffsetSeconds: input.clockOffsetSeconds,
  };
  const open: Open = { subscription, input, now, base };
  switch (status) {
    case "active":
      return subscription.overdueSince ? late(open) : until(open, cancelAt, base);
    case "trialing":
      return trial(open);
    case "past_due":
      return late(open);
    case "unpaid":
      return suspended(open, "subscription_past_due");
    case "paused":
      return paused(open);
    default:
      return { kind: "unclear", why: "status" };
  }
}

const grant = (given: Grant): Given => ({ kind: "grant", grant: given });

/** Rows 12, 13, 22, 25: it is over. */
function over(subscription: MirroredSubscription, input: AccessInput, at: Date | null): Given {
  return { kind: "over", reason: overReason(subscription, input), at };
}

function overReason({ id, trialEnd }: MirroredSubscription, { invoices }: AccessInput): ClosedReason {
  const wasTrial = trialEnd && !hasPaid(invoices.filter(({ subscriptionId }) => subscriptionId === id));
  return wasTrial ? "trial_expired" : "subscription_expired";
}

/** What holds from an end on: the fallback plan, or nothing more. */
function afterEnd({ subscription, input, base }: Open): NonNullable<Grant["after"]> {
  const fallback = input.terms.fallbackPlanVersionId;
  if (fallback) return { status: "active", planVersionId: fallback, reason: null };
  return { status: "ended", planVersionId: base.planVersionId, reason: overReason(subscription, input) };
}

const until = (open: Open, endsAt: Date | null, given: Grant): Given =>
  grant(endsAt ? { ...given, endsAt, after: afterEnd(open) } : given);

/** Rows 4, 24, 25. Stripe itself says when its trials are over. */
function trial(open: Open): Given {
  const { subscription, input, now, base } = open;
  const { billedBy, trialEnd, cancelAt } = subscription;
  const end = billedBy === "stripe" ? cancelAt : earlier(trialEnd, cancelAt);
  if (end && end <= now) return over(subscription, input, end);
  return until(open, end, { ...base, status: "trialing" });
}

/** Rows 9, 10, 20, 21. */
function late(open: Open): Given {
  const { subscription, input, now, base } = open;
  const { graceEndsAt, overdue } = overdueOf(subscription, input);
  if (now >= graceEndsAt) return suspended(open, "subscription_past_due");
  const grace: Grant = { ...base, status: "grace", overdue };
  const { cancelAt } = subscription;
  if (cancelAt && cancelAt <= graceEndsAt) return until(open, cancelAt, grace);
  return grant({
    ...grace,
    endsAt: graceEndsAt,
    after: { status: "suspended", planVersionId: base.planVersionId, reason: "subscription_past_due" },
  });
}

/** Rows 10, 11, 14, 15, 21. */
function suspended(open: Open, reason: ClosedReason): Given {
  const { subscription, input, base } = open;
  const overdue = reason === "subscription_past_due" ? overdueOf(subscription, input).overdue : null;
  return until(open, subscription.cancelAt, { ...base, status: "suspended", reason, overdue });
}

/** Rows 14–16; by hand it is always on purpose. */
function paused(open: Open): Given {
  const { subscription, base } = open;
  switch (subscription.pausedReason) {
    case "trial_end_without_payment_method":
      return suspended(open, "trial_expired");
    case "first_payment_failure":
    case "final_payment_failure":
      return suspended(open, "subscription_past_due");
    default:
      return until(open, subscription.cancelAt, { ...base, status: "paused", reason: "subscription_paused" });
  }
}

const earlier = (a: Date | null, b: Date | null): Date | null => (a && b ? (a < b ? a : b) : (a ?? b));
