import { type DemandDay, drawDays, learnPattern } from "@/lib/analytics/metrics/demand-pattern";
import { quantileOf } from "@/lib/analytics/statistics/quantile-of";
import { seededRandom } from "@/lib/analytics/statistics/seeded-random";

/** Units used from now until some days later: the 10th, 50th and 90th of 100 equally likely ways. */
export type UsePoint = { days: number; low: number; mid: number; high: number };

const paths = 400;
const longestDays = 62;

/**
 * How use goes on by the same paths as `forecastWall`, as a band: one point at each coming midnight and one at the end.
 *
 * @param ends days from now until the end of what is looked at, a fraction; at most 62 are drawn
 * @returns null where too little was called to say anything
 */
export function forecastUse(
  days: readonly DemandDay[],
  weekdays: readonly number[],
  today: { weekday: number; left: number },
  ends: number,
  seed: string,
): UsePoint[] | null {
  const pattern = learnPattern(days, weekdays);
  if (!pattern || ends <= 0) return null;
  const marks = midnights(today.left, Math.min(ends, longestDays));
  const random = seededRandom(seed);
  const sums = marks.map((): number[] => []);
  for (let path = 0; path < paths; path++) {
    const unitsOf = drawDays(pattern, today.weekday, random);
    let used = 0;
    let passed = 0;
    for (const [day, mark] of marks.entries()) {
      used += unitsOf(day) * (mark - passed);
      passed = mark;
      sums[day]?.push(used);
    }
  }
  return marks.map((mark, day) => {
    const sorted = (sums[day] ?? []).sort((a, b) => a - b);
    return { days: mark, low: quantileOf(sorted, 0.1), mid: quantileOf(sorted, 0.5), high: quantileOf(sorted, 0.9) };
  });
}

/** Ends of the running day and of the days after it, up to an end within the last. */
function midnights(left: number, ends: number): number[] {
  const marks: number[] = [];
  for (let mark = left; mark < ends; mark++) marks.push(mark);
  return [...marks, ends];
}
