/** One complete day of a tenant and feature. */
export type DemandDay = {
  usedUnits: number;
  /** Units that were refused, as far as they were asked for. */
  refusedUnits: number;
  /** Minutes of the day in which calls were refused, and units a minute before that: a loop is no demand. */
  refusedMinutes: number;
  unitsPerMinute: number;
};

/** How a feature is called: units of a day of average weight, weights of the weekdays, and what each day made of it. */
export type DemandPattern = {
  level: number;
  /** By weekday, mean 1. */
  weights: number[];
  /** What was wanted on each day as a multiple of level and weight, the oldest first. */
  factors: number[];
};

const historyDays = 28;
const halfLifeDays = 7;
const fewestDays = 7;
const activeDays = { of: 14, atLeast: 4 };
const blockDays = 7;

/**
 * What was wanted on a day: what was used and what was refused of it, within the pace before the refusal. Leaving the
 * refused part out would say "no growth" exactly where there is growth.
 */
export const demandOf = (day: DemandDay): number =>
  day.usedUnits + Math.min(day.refusedUnits, day.unitsPerMinute * day.refusedMinutes);

/**
 * Level with a half-life of a week and weights of the weekdays, from up to 28 complete days (analytics §7).
 *
 * @param days the oldest first; `weekdays` in the same order (0–6)
 * @returns null where too little was called to say anything: under 7 days, or active on under 4 of the last 14
 */
export function learnPattern(days: readonly DemandDay[], weekdays: readonly number[]): DemandPattern | null {
  const demand = days.slice(-historyDays).map(demandOf);
  const names = weekdays.slice(-historyDays);
  const active = demand.slice(-activeDays.of).filter((units) => units > 0).length;
  if (demand.length < fewestDays || active < activeDays.atLeast) return null;
  const weights = weekdayWeights(demand, names);
  const weightOf = (i: number) => weights[names[i] ?? 0] ?? 1;
  const level = levelOf(demand, weightOf);
  const factors = demand.map((units, i) => (weightOf(i) === 0 ? 1 : units / (level * weightOf(i))));
  return { level, weights, factors };
}

/** Units of the coming days on one path, which draws the past's deviations in blocks of a week; today's, as a whole day. */
export function drawDays(
  { level, weights, factors }: DemandPattern,
  weekday: number,
  random: () => number,
): (day: number) => number {
  let place = 0;
  return (day) => {
    if (day % blockDays === 0) place = Math.floor(random() * factors.length);
    const factor = factors[(place + (day % blockDays)) % factors.length] ?? 1;
    return level * (weights[(weekday + day) % 7] ?? 1) * factor;
  };
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
