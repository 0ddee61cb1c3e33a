/** An hour's overage of one ledger account: what was drawn in it, and what was reported of it. */
export type Window = { windowStart: Date; drawnUnits: number; reportedUnits: number };

/**
 * Which windows say so many units more than they did. A correction lowers what is open below what the windows lack, and
 * so is taken off them; the latest windows come first, because earlier ones may rest on it for good.
 */
export function allotUnits(windows: readonly Window[], openUnits: number): { windowStart: Date; units: number }[] {
  const rows: { windowStart: Date; units: number }[] = [];
  let left = openUnits;
  for (const { windowStart, drawnUnits, reportedUnits } of windows.toSorted(
    (a, b) => +b.windowStart - +a.windowStart,
  )) {
    const units = Math.min(left, drawnUnits - reportedUnits);
    if (units <= 0) continue;
    rows.unshift({ windowStart, units });
    left -= units;
  }
  return rows;
}
