import { realTime } from "@/lib/entitlements/held-at";
import type { Spend } from "@/lib/entitlements/spend";
import type { Standing } from "@/lib/entitlements/types";
import type { Period } from "@/lib/period";

/**
 * The next instant, in epoch milliseconds, at which time alone may turn a judgement on this standing: a subscription's
 * or a lot's end, an exception that begins or ends, the end of a period.
 */
export function standingChangesAt(standing: Standing, spend: Spend | null, period: Period | null, now: Date): number {
  const nowMs = now.getTime();
  let next = Number.POSITIVE_INFINITY;
  const note = (at: Date | null | undefined): void => {
    const atMs = at?.getTime() ?? Number.POSITIVE_INFINITY;
    if (atMs > nowMs && atMs < next) next = atMs;
  };
  const { subscription } = standing;
  if (subscription?.endsAt) note(realTime(subscription, subscription.endsAt));
  for (const exception of standing.exceptions) {
    note(exception.startsAt);
    note(exception.endsAt);
  }
  for (const lot of standing.creditLots) note(lot.expiresAt);
  note(period?.end);
  note(spend?.budget?.period.end);
  for (const source of spend?.sources ?? []) if (source.kind !== "credits") note(source.period.end);
  return next;
}
