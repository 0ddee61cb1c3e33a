import { wallInstant, wallTime } from "@/lib/wall-time";

const dayMs = 86_400_000;

/** The running day of a zone, and the complete ones before it. */
export type ReportDays = {
  /** Date as `2026-11-21`. */
  today: string;
  /** Complete days before today, the oldest first. */
  before: string[];
  /** Monday 0 to Sunday 6. */
  weekday: number;
  /** How much of today is still to come, 0–1. */
  left: number;
};

/** Date of an instant in a zone, `2026-11-21`. */
export const dateIn = (ms: number, zone: string): string => new Date(wallTime(ms, zone)).toISOString().slice(0, 10);

/** Monday 0 to Sunday 6. The first of January 1970 was a Thursday. */
export const weekdayOf = (date: string): number => (Date.parse(date) / dayMs + 3) % 7;

/** A date some days later or, with a negative number, earlier. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

/** The instant at which a date begins in a zone. */
export const midnightOf = (date: string, zone: string): Date => new Date(wallInstant(Date.parse(date), zone));

/** Today and the `count` complete days before it, as a zone's clocks tell them at `now`. */
export function reportDays(now: Date, zone: string, count: number): ReportDays {
  const today = dateIn(now.getTime(), zone);
  const [start, end] = [midnightOf(today, zone).getTime(), midnightOf(addDays(today, 1), zone).getTime()];
  return {
    today,
    before: Array.from({ length: count }, (_, i) => addDays(today, i - count)),
    weekday: weekdayOf(today),
    left: (end - now.getTime()) / (end - start),
  };
}
