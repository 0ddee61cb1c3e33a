/** Days are whole days of a named zone, counted from any fixed one. */
export type Silence = {
  /** Days since the last allowed call. */
  days: number;
  /** The longest gap between two active days before; null with fewer than two active days. */
  longestGapDays: number | null;
};

const activeWithin = 28;
const fewestActiveDays = 5;
const fewestGaps = 6;
const longestWaitDays = 40;
/** Silent for longer than this is worth a word. */
export const silentAfterDays = 7;

/**
 * Whether a tenant or key that used to call has gone silent, and for how long. One that calls by a steady rhythm (at
 * least six gaps that vary by less than half their mean) is given one and a half times its longest gap, 40 days at most:
 * a job that runs monthly must not alarm every week.
 *
 * @param activeDays days with an allowed call, ascending
 * @returns null while it is not silent, or was never active enough to be missed
 */
export function silence(activeDays: readonly number[], today: number): Silence | null {
  const last = activeDays.at(-1);
  if (last === undefined) return null;
  const days = today - last;
  const activeBefore = activeDays.filter((day) => day > last - activeWithin).length;
  const gaps = activeDays.slice(1).map((day, i) => day - (activeDays[i] ?? day));
  const longestGapDays = gaps.length === 0 ? null : Math.max(...gaps);
  const waits = isSteady(gaps) ? Math.min(1.5 * Math.max(...gaps), longestWaitDays) : silentAfterDays;
  const wasActive = activeBefore >= fewestActiveDays || isSteady(gaps);
  return wasActive && days > silentAfterDays && days > waits ? { days, longestGapDays } : null;
}

function isSteady(gaps: readonly number[]): boolean {
  if (gaps.length < fewestGaps) return false;
  const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return Math.sqrt(variance) / mean < 0.5;
}
