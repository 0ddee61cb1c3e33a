import { wallTime } from "@/lib/wall-time";
import type { Rhythm, Story } from "@/scripts/seed/story";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Share of a weekday's calls by hour of the tenant's own clock. */
const hourShares: Record<Rhythm, readonly number[]> = {
  office: [1, 1, 1, 1, 1, 1, 2, 5, 9, 11, 12, 11, 8, 10, 11, 10, 8, 5, 3, 2, 2, 1, 1, 1],
  nightly: [2, 14, 22, 12, 3, 1, 2, 3, 6, 7, 7, 7, 5, 6, 7, 6, 5, 4, 2, 2, 1, 1, 1, 1],
  shop: [2, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 7, 6, 6, 6, 7, 8, 10, 12, 12, 10, 7, 4],
  steady: [4, 4, 3, 3, 3, 3, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4],
  batch: [0, 0, 6, 10, 10, 10, 10, 8, 4, 4, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 0, 0, 0, 0],
};
const sumOf = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0);
const shareSums = Object.fromEntries(Object.entries(hourShares).map(([rhythm, shares]) => [rhythm, sumOf(shares)]));

/** A month's batch runs in its first two days; little is asked on others. */
const batchDays = 2;
const betweenBatches = 0.04;

/** Level of use, linear between the points of a story. */
export function levelAt(level: Story["level"], daysAgo: number): number {
  if (!level) return 1;
  const [first] = level;
  if (!first || daysAgo >= first[0]) return first?.[1] ?? 1;
  for (const [at, [from, before]] of level.entries()) {
    const next = level[at + 1];
    if (!next) return before;
    const [to, after] = next;
    if (daysAgo <= from && daysAgo >= to) return before + ((after - before) * (from - daysAgo)) / (from - to || 1);
  }
  return 1;
}

/**
 * What a zone's clocks show, asked from one hour to the next: looked up twice a day alone, since a clock that shows the
 * same offset a day later was not changed between.
 */
function clockOf(timeZone: string): (instantMs: number) => number {
  let [offset, sureUntil] = [0, Number.NEGATIVE_INFINITY];
  return (instantMs) => {
    if (instantMs > sureUntil) {
      offset = wallTime(instantMs, timeZone) - instantMs;
      const dayLater = instantMs + dayMs;
      sureUntil = wallTime(dayLater, timeZone) - dayLater === offset ? dayLater : instantMs;
    }
    return instantMs + offset;
  };
}

/**
 * When a tenant calls between two instants, in the order of time: its volume and level, its weekend, the hours of its
 * own clock, and ±8 % of noise a day.
 */
export function callTimes(
  story: Omit<Story, "cameDaysAgo" | "acts">,
  from: Date,
  now: Date,
  random: () => number,
): Date[] {
  const times: Date[] = [];
  const { rhythm, callsPerDay, weekendShare = 0.12, timeZone, level } = story;
  const shown = clockOf(timeZone);
  let [day, noise] = [-1, 1];
  const firstHour = Math.floor(from.getTime() / hourMs) * hourMs;
  for (let hour = firstHour; hour < now.getTime(); hour += hourMs) {
    const wall = new Date(shown(hour));
    if (wall.getUTCDate() !== day) {
      day = wall.getUTCDate();
      noise = 0.92 + random() * 0.16;
    }
    const isWeekend = wall.getUTCDay() === 0 || wall.getUTCDay() === 6;
    const dayShare =
      rhythm === "batch" ? (day <= batchDays ? 28 / batchDays : betweenBatches) : isWeekend ? weekendShare : 1;
    const share = (hourShares[rhythm][wall.getUTCHours()] ?? 0) / (shareSums[rhythm] ?? 1);
    const expected = callsPerDay * levelAt(level, (now.getTime() - hour) / dayMs) * dayShare * share * noise;
    const count = Math.floor(expected) + (random() < expected % 1 ? 1 : 0);
    const inHour = Array.from({ length: count }, () => hour + Math.floor(random() * hourMs)).sort((a, b) => a - b);
    for (const at of inHour) if (at >= from.getTime() && at < now.getTime()) times.push(new Date(at));
  }
  return times;
}
