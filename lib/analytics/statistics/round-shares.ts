/**
 * Whole numbers that stand for parts of a total and add up to it: each is cut off, and what is missing goes to those
 * that lost most (largest remainder). Equal remainders: the earlier part first.
 *
 * @param parts not negative
 * @param total what they add up to, e.g. 100 or 1000
 */
export function roundShares(parts: readonly number[], total: number): number[] {
  const sum = parts.reduce((a, b) => a + b, 0);
  if (sum === 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / sum) * total);
  const cut = exact.map(Math.floor);
  const missing = total - cut.reduce((a, b) => a + b, 0);
  const losers = exact
    .map((value, place) => ({ place, lost: value - Math.floor(value) }))
    .sort((a, b) => b.lost - a.lost || a.place - b.place)
    .slice(0, missing);
  for (const { place } of losers) cut[place] = (cut[place] ?? 0) + 1;
  return cut;
}
