/** Stripe takes reports of 35 days; a day is kept for what waits to be sent. */
const oldestMs = 34 * 24 * 60 * 60 * 1000;
const secondMs = 1000;

/**
 * When a window of usage counts, in billing time: its last second, and the last of the usage period that it belongs
 * to, whichever comes first.
 */
export function meterInstant(windowEnd: Date, periodEnd: Date | null): Date {
  const end = Math.min(windowEnd.getTime(), periodEnd?.getTime() ?? Number.POSITIVE_INFINITY);
  return new Date(end - secondMs);
}

/**
 * The time stamp of a report, in whole seconds of Unix time: the instant at which it counts, but not before the present
 * prices hold once what was before has its invoice, and never later than the tenant's clock. So what comes late is
 * billed with the next invoice, and nothing is dropped.
 */
export function meterTimestamp(
  instant: Date,
  billing: { clock: Date; periodStart: Date | null; pricedFrom: Date | null; isEarlierOpen: boolean },
): number {
  const { clock, periodStart, pricedFrom, isEarlierOpen } = billing;
  let at = Math.max(instant.getTime(), clock.getTime() - oldestMs);
  const isOfDraft = isEarlierOpen && (periodStart === null || at < periodStart.getTime());
  if (pricedFrom && !isOfDraft) at = Math.max(at, pricedFrom.getTime());
  // An upgrade is a second ahead of a clock that stands.
  return Math.floor(Math.min(at, Math.max(clock.getTime(), pricedFrom?.getTime() ?? 0)) / secondMs);
}
