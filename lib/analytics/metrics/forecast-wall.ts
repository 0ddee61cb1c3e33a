import { quantileOf } from "@/lib/analytics/statistics/quantile-of";
import { seededRandom } from "@/lib/analytics/statistics/seeded-random";

/** One complete day of a tenant and feature. */
export type DemandDay = {
  usedUnits: number;
  /** Units that were refused, as far as they were asked for. */
  refusedUnits: number;
  /** Minutes of the day in which calls were refused, and units a minute before that: a loop is no demand. */
  refusedMinutes: number;
  unitsPerMinute: number;
};

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

const historyDays = 28;
const halfLifeDays = 7;
const fewestDays = 7;
const activeDays = { of: 14, atLeast: 4 };
const paths = 1_000;
const blockDays = 7;
const horizonDays = 60;

/**
 * What was wanted on a day: what was used and what was refused of it, within the pace before the refusal. Leaving the
 * refused part out would say "no growth" exactly where there is growth.
 */
export const demandOf = (day: DemandDay): number =>
  day.usedUnits + Math.min(day.refusedUnits, day.unitsPerMinute * day.refusedMinutes);

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
  const demand = days.slice(-historyDays).map(demandOf);
  const names = weekdays.slice(-historyDays);
  const active = demand.slice(-activeDays.of).filter((units) => units > 0).length;
  if (demand.length < fewestDays || active < activeDays.atLeast) return null;
  const weights = weekdayWeights(demand, names);
  const weightOf = (i: number) => weights[names[i] ?? 0] ?? 1;
  const level = levelOf(demand, weightOf);
  const factors = demand.map((units, i) => (weightOf(i) === 0 ? 1 : units / (level * weightOf(i))));
  const until = today.resetsInDays ?? horizonDays;
  const random = seededRandom(seed);
  const crossings: number[] = [];
  let before = 0;
  for (let path = 0; path < paths; path++) {
    const crossing = walk(level, weights, factors, remainingUnits, today, random);
    crossings.push(crossing);
    if (crossing < until) before += 1;
  }
  crossings.sort((a, b) => a - b);
  const at = (q: number) => {
    const days = quantileOf(crossings, q);
    return Number.isFinite(days) ? days : null;
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9), probability: before / paths, levelUnits: level };
}

/** Weights of the weekdays, with mean 1; all alike where a weekday was never seen or nothing was called. */
function weekdayWeights(demand: readonly number[], weekdays: readonly number[]): number[] {
  const sums = [0, 0, 0, 0, 0, 0, 0];
  const counts = [0, 0, 0, 0, 0, 0, 0];
  for (const [i, units] of demand.entries()) {
    const weekday = weekdays[i] ?? 0;
    sums[weekday] = (sums[weekday] ?? 0) + units;
    counts[weekday] = (counts[weekday] ?? 0) + 1;
  }
  const means = sums.map((sum, weekday) => sum / (counts[weekday] ?? 1));
  const mean = means.reduce((a, b) => a + b, 0) / 7;
  if (counts.includes(0) || mean === 0) return means.map(() => 1);
  return means.map((units) => units / mean);
}

/** The newest day counts most; one a week older half as much. A weekday on which nothing is ever called says nothing. */
function levelOf(demand: readonly number[], weightOf: (day: number) => number): number {
  let sum = 0;
  let total = 0;
  for (const [i, units] of demand.entries()) {
    if (weightOf(i) === 0) continue;
    const share = 2 ** (-(demand.length - 1 - i) / halfLifeDays);
    sum += (share * units) / weightOf(i);
    total += share;
  }
  return sum / total;
}

/** Days until one path has used the rest, a fraction within its last day; infinite beyond the horizon. */
function walk(
  level: number,
  weights: readonly number[],
  factors: readonly number[],
  remainingUnits: number,
  today: { weekday: number; left: number },
  random: () => number,
): number {
  let rest = remainingUnits;
  let passed = 0;
  let place = 0;
  for (let day = 0; day < horizonDays; day++) {
    if (day % blockDays === 0) place = Math.floor(random() * factors.length);
    const factor = factors[(place + (day % blockDays)) % factors.length] ?? 1;
    const span = day === 0 ? today.left : 1;
    const units = level * (weights[(today.weekday + day) % 7] ?? 1) * factor * span;
    if (units >= rest && units > 0) return passed + span * Math.max(0, rest / units);
    rest -= units;
    passed += span;
  }
  return Number.POSITIVE_INFINITY;
}
