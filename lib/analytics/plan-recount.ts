import { addDays, dateIn, midnightOf } from "@/lib/analytics/report-days";

const dayMs = 86_400_000;
/** While days are counted anew the log may lose its oldest ones: so much of it is not touched. */
const marginMs = 2 * dayMs;

/** Days before `goal` keep the zone that they have; where `isWhole`, there are none. */
export type Recount = { goal: string; isWhole: boolean };

type Known = {
  now: Date;
  zone: string;
  /** Zone of the day before the oldest that the log holds. */
  zoneBefore: string;
  /** From when on the log holds every call. */
  logStart: Date;
  /** Days of the log that are kept. */
  logDays: number;
  /** The first hour and the first day that anything was counted on; null while nothing was. */
  firstCounted: { hour: Date; day: string } | null;
};

/**
 * How far back the days of a new report zone can be counted: to the first that was counted at all, if the log still
 * holds it, and else to the oldest whose calls it surely holds by both zones' clocks.
 */
export function planRecount({ now, zone, zoneBefore, logStart, logDays, firstCounted }: Known): Recount {
  const today = dateIn(now.getTime(), zone);
  if (firstCounted === null) return { goal: today, isWhole: true };
  const { hour, day } = firstCounted;
  const isNew = hour.getTime() > now.getTime() - logDays * dayMs + marginMs;
  if (isNew && hour >= logStart) return { goal: least(today, least(day, dateIn(hour.getTime(), zone))), isWhole: true };
  const safe = new Date(logStart.getTime() + marginMs);
  let goal = dateIn(safe.getTime(), zone);
  while (midnightOf(goal, zone) < safe || midnightOf(goal, zoneBefore) < safe) goal = addDays(goal, 1);
  return { goal, isWhole: false };
}

/** Dates such as `2026-11-21` are ordered as texts. */
const least = (one: string, other: string): string => (one < other ? one : other);
