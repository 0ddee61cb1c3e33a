/** The middle of a list, or null of an empty one. @param {(number | null)[]} values */
export function median(values) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  if (sorted.length % 2 === 1) return sorted[middle] ?? null;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/**
 * Median of one measure divided by another, round by round: what slows a whole round down cancels out.
 *
 * @param {{ callsPerSecond: number }[] | undefined} above @param {{ callsPerSecond: number }[] | undefined} below
 */
export function medianRatio(above, below) {
  if (!above || !below) return null;
  return median(above.map(({ callsPerSecond }, n) => callsPerSecond / (below[n]?.callsPerSecond ?? Number.NaN)));
}
