import { wallInstant, wallTime } from "@/lib/wall-time";

/** A half-open usage period `[start, end)` in UTC instants. */
export type Period = { start: Date; end: Date };

/** When units start again: monthly from the subscription's anchor, on the first of a month, or every day. */
export const periodKinds = ["anniversary", "calendar_month", "day"] as const;
export type PeriodKind = (typeof periodKinds)[number];

/**
 * The zone by whose clock a usage period runs: the tenant's own. Months of a subscription that a payment provider bills
 * run by the provider's calendar, which is UTC, so that units and invoice begin and end together.
 */
export const periodZone = (kind: PeriodKind, billedBy: string | null | undefined, timeZone: string): string =>
  kind === "anniversary" && billedBy === "stripe" ? "UTC" : timeZone;

const dayMs = 86_400_000;

/**
 * The `n`-th boundary of a kind as wall time, counted from the anchor's own: never from the boundary before, so that a
 * clamped day does not stick.
 */
function boundaryWall(kind: PeriodKind, anchorWallMs: number, n: number): number {
  if (kind === "day") return Math.floor(anchorWallMs / dayMs) * dayMs + n * dayMs;
  const anchor = new Date(anchorWallMs);
  const months = anchor.getUTCFullYear() * 12 + anchor.getUTCMonth() + n;
  const year = Math.floor(months / 12);
  const month = months - year * 12;
  if (kind === "calendar_month") return Date.UTC(year, month, 1);
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const timeOfDay = anchorWallMs - Math.floor(anchorWallMs / dayMs) * dayMs;
  return Date.UTC(year, month, Math.min(anchor.getUTCDate(), lastDay)) + timeOfDay;
}

/** A number of intervals between two wall times that is at most one off. */
function roughIntervals(kind: PeriodKind, fromWallMs: number, toWallMs: number): number {
  if (kind === "day") return Math.floor(toWallMs / dayMs) - Math.floor(fromWallMs / dayMs);
  const [from, to] = [new Date(fromWallMs), new Date(toWallMs)];
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}

/**
 * The usage period that contains `now`. An anniversary period is a month counted from the subscription's original
 * anchor at its own time of day; a day that the month lacks is clamped: an anchor on 31 January gives 28 or 29
 * February, then 31 March. Boundaries are wall times of `timeZone` (an IANA name); one that the zone skips becomes the
 * next instant that exists, one that it repeats the first of the two. Periods of one anchor and zone tile all time.
 * @param clockOffsetSeconds how far billing time, in which the anchor is told and periods run, is ahead of real time, in
 * which `now` and the answer are told.
 */
export function periodAt(kind: PeriodKind, anchor: Date, timeZone: string, now: Date, clockOffsetSeconds = 0): Period {
  const anchorWallMs = wallTime(anchor.getTime(), timeZone);
  const offsetMs = clockOffsetSeconds * 1000;
  const nowMs = now.getTime() + offsetMs;
  const boundary = (n: number) => wallInstant(boundaryWall(kind, anchorWallMs, n), timeZone);
  let n = roughIntervals(kind, anchorWallMs, wallTime(nowMs, timeZone));
  let startMs = boundary(n);
  while (startMs > nowMs) startMs = boundary(--n);
  let endMs = boundary(n + 1);
  while (endMs <= nowMs) {
    startMs = endMs;
    endMs = boundary(++n + 1);
  }
  return { start: new Date(startMs - offsetMs), end: new Date(endMs - offsetMs) };
}
