/** A half-open usage period `[start, end)` in UTC instants. */
export type Period = { start: Date; end: Date };

/** The `n`-th monthly boundary after the anchor: always counted from the anchor, so a clamped day never sticks. */
function monthBoundary(anchor: Date, n: number): Date {
  const monthIndex = anchor.getUTCFullYear() * 12 + anchor.getUTCMonth() + n;
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex - year * 12;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const boundary = new Date(anchor);
  boundary.setUTCFullYear(year, month, Math.min(anchor.getUTCDate(), lastDay));
  return boundary;
}

/**
 * The monthly usage period that contains `now`, counted from the subscription's original anchor.
 * A day that the month lacks is clamped: an anchor on 31 January gives 28 or 29 February, then 31 March.
 */
export function periodAt(anchor: Date, now: Date): Period {
  let n = (now.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + now.getUTCMonth() - anchor.getUTCMonth();
  while (monthBoundary(anchor, n).getTime() > now.getTime()) n--;
  while (monthBoundary(anchor, n + 1).getTime() <= now.getTime()) n++;
  return { start: monthBoundary(anchor, n), end: monthBoundary(anchor, n + 1) };
}
