import type { ClosedReason, Grant, SubscriptionState } from "@/lib/entitlements/types";

type Clock = Pick<Grant, "clockOffsetSeconds">;

/** What a grant amounts to at one instant. Instants are billing time. */
export type Held = {
  planVersionId: string;
  status: SubscriptionState;
  /** The code that calls are refused with; null while they go on. */
  reason: ClosedReason | null;
  /** When something else holds by itself; null runs on. */
  endsAt: Date | null;
  /** True when its end has passed, and what follows holds. */
  isOver: boolean;
};

/** Billing time of a grant at a real instant. */
export const billingTime = ({ clockOffsetSeconds }: Clock, now: Date): Date =>
  clockOffsetSeconds === 0 ? now : new Date(now.getTime() + clockOffsetSeconds * 1000);

/** The real instant of one of a grant's. */
export const realTime = ({ clockOffsetSeconds }: Clock, at: Date): Date =>
  clockOffsetSeconds === 0 ? at : new Date(at.getTime() - clockOffsetSeconds * 1000);

const closed: Record<SubscriptionState, ClosedReason | null> = {
  trialing: null,
  active: null,
  grace: null,
  suspended: "subscription_past_due",
  paused: "subscription_paused",
  ended: "subscription_expired",
};

/** What a grant turns into when its end passes and nothing was said of what follows. */
const ends: Record<SubscriptionState, { status: SubscriptionState; reason: ClosedReason | null }> = {
  trialing: { status: "ended", reason: "trial_expired" },
  active: { status: "ended", reason: "subscription_expired" },
  grace: { status: "suspended", reason: "subscription_past_due" },
  suspended: { status: "ended", reason: "subscription_expired" },
  // Its term may end while it is paused; resuming it is what has to be asked for first.
  paused: { status: "paused", reason: "subscription_paused" },
  ended: { status: "ended", reason: null },
};

/**
 * What a grant holds at a real instant: itself until its end, then what follows it. Nobody has to run for that (billing
 * design §4.1). The SQL function `held_version` says the same of the plan version.
 */
export function heldAt(grant: Grant, now: Date): Held {
  const { planVersionId, status, reason, endsAt, after } = grant;
  if (endsAt === null || billingTime(grant, now).getTime() < endsAt.getTime()) {
    return { planVersionId, status, reason: reasonOf(status, reason), endsAt, isOver: false };
  }
  if (after) {
    return {
      planVersionId: after.planVersionId,
      status: after.status,
      reason: reasonOf(after.status, after.reason),
      endsAt: null,
      isOver: true,
    };
  }
  const end = ends[status];
  return {
    planVersionId,
    status: end.status,
    reason: end.reason ?? reasonOf(status, reason),
    endsAt: null,
    isOver: true,
  };
}

/** A reason belongs to a closed grant alone, and a closed grant always has one. */
const reasonOf = (status: SubscriptionState, reason: ClosedReason | null): ClosedReason | null =>
  closed[status] === null ? null : (reason ?? closed[status]);
