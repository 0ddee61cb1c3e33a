import { type DemandDay, type DemandPattern, drawDays, learnPattern } from "@/lib/analytics/metrics/demand-pattern";
import { quantileOf } from "@/lib/analytics/statistics/quantile-of";
import { seededRandom } from "@/lib/analytics/statistics/seeded-random";

export type WallForecast = {
  /** Days from now until the rest is used, fractions of days; null: not within the horizon. */
  p10: number | null;
  p50: number | null;
  p90: number | null;
  /** Share of the paths that reach the wall before the reset. */
  probability: number;
  /** Units of a day of average weight, as things go. */
  levelUnits: number;
};

const paths = 1_000;
const horizonDays = 60;

/**
 * When the rest of a quota or balance will be used up: level (half-life of a week) times the weekday's weight, with
 * bands from 1,000 paths that draw the past's deviations in blocks of a week. The seed makes it repeatable.
 *
 * @param days complete days, the oldest first, at least 7 of them, up to 28; `weekdays` in the same order (0–6)
 * @param today weekday of the running day, how much of it is left (0–1), days until the reset (fraction; null: never)
 * @returns null where too little was called to say anything
 */
export function forecastWall(
  days: readonly DemandDay[],
  weekdays: readonly number[],
  remainingUnits: number,
  today: { weekday: number; left: number; resetsInDays: number | null },
  seed: string,
): WallForecast | null {
  const pattern = learnPattern(days, weekdays);
  if (!pattern) return null;
  const until = today.resetsInDays ?? horizonDays;
  const random = seededRandom(seed);
  const crossings: number[] = [];
  let before = 0;
  for (let path = 0; path < paths; path++) {
    const crossing = walk(pattern, remainingUnits, today, random);
    crossings.push(crossing);
    if (crossing < until) before += 1;
  }
  crossings.sort((a, b) => a - b);
  const at = (q: number) => {
    const days = quantileOf(crossings, q);
    return Number.isFinite(days) ? days : null;
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9), probability: before / paths, levelUnits: pattern.level };
}

/** Days until one path has used the rest, a fraction within its last day; infinite beyond the horizon. */
function walk(
  pattern: DemandPattern,
  remainingUnits: number,
  today: { weekday: number; left: number },
  random: () => number,
): number {
  const unitsOf = drawDays(pattern, today.weekday, random);
  let rest = remainingUnits;
  let passed = 0;
  for (let day = 0; day < horizonDays; day++) {
    const span = day === 0 ? today.left : 1;
    const units = unitsOf(day) * span;
    if (units >= rest && units > 0) return passed + span * Math.max(0, rest / units);
    rest -= units;
    passed += span;
  }
  return Number.POSITIVE_INFINITY;
}
