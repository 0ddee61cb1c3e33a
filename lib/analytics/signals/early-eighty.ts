import type { TenantFacts } from "@/lib/analytics/signals/types";

/** One period of a quota, in day numbers, half-open, and the day on which 80 % of it was used. */
export type EightyPeriod = { featureName: string; startDay: number; endDay: number; reachedDay: number | null };

const early = 0.6;

/**
 * How many periods of one quota in a row, the newest first, had used 80 % before 60 % of their time. A running period
 * that may still do so counts neither way. Null where the newest that counts did not.
 */
export function earlyEighty(periods: readonly EightyPeriod[], today: number): TenantFacts["earlyEighty"] {
  const isEarly = ({ startDay, endDay, reachedDay }: EightyPeriod) =>
    reachedDay !== null && (reachedDay - startDay) / (endDay - startDay) < early;
  const mayStill = ({ startDay, endDay, reachedDay }: EightyPeriod) =>
    reachedDay === null && (today - startDay) / (endDay - startDay) < early;
  const counted = periods.filter((period, place) => place > 0 || !mayStill(period));
  const broken = counted.findIndex((period) => !isEarly(period));
  const running = broken === -1 ? counted : counted.slice(0, broken);
  const [newest] = running;
  if (!newest) return null;
  return {
    periods: running.length,
    dayOfPeriod: (newest.reachedDay ?? newest.startDay) - newest.startDay + 1,
    featureName: newest.featureName,
  };
}
