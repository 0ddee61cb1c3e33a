import { quantileOf } from "@/lib/analytics/statistics/quantile-of";

/** Fewer calls a week, or fewer weeks, say nothing of a change. */
const fewestCalls = 100;
const fewestWeeks = 5;

export type UsageChange = {
  /** Calls of the last seven complete days. */
  nowCalls: number;
  /** Calls of a normal week: the median of the four before. */
  normalCalls: number;
  /** −0.46: calls fell by 46 %. */
  change: number;
  /** How far that is from normal, in standard deviations of a Poisson count that varies φ times as much. */
  z: number;
  /** A normal week varies by ± this share. */
  spread: number;
};

/**
 * How the last week compares with normal ones. `weeks` are totals of whole weeks, the newest first: the week in
 * question, then those before it. Null while there are too few weeks or calls.
 */
export function usageChange(weeks: readonly number[]): UsageChange | null {
  const [nowCalls, ...before] = weeks;
  if (nowCalls === undefined || weeks.length < fewestWeeks) return null;
  const normalCalls = median(before.slice(0, 4));
  if (normalCalls < fewestCalls) return null;
  const dispersion = dispersionOf(before.slice(0, 8));
  return {
    nowCalls,
    normalCalls,
    change: nowCalls / normalCalls - 1,
    z: (nowCalls - normalCalls) / Math.sqrt(dispersion * normalCalls),
    spread: Math.sqrt(dispersion / normalCalls),
  };
}

const median = (values: readonly number[]) =>
  quantileOf(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** Variance over mean of weekly counts (sample variance), at least that of a Poisson count. */
function dispersionOf(weeks: readonly number[]): number {
  const mean = weeks.reduce((a, b) => a + b, 0) / weeks.length;
  const variance = weeks.reduce((sum, week) => sum + (week - mean) ** 2, 0) / (weeks.length - 1);
  return Math.max(1, variance / mean);
}
