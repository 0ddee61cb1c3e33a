export type Interval = { low: number; high: number };

/** Two-sided 95 % of the normal distribution. */
export const z95 = 1.959963984540054;

/**
 * The Wilson score interval of a proportion: which shares are compatible with `hits` out of `n`, if the cases were
 * independent (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927).
 *
 * @param n at least 1
 */
export function wilsonInterval(hits: number, n: number, z = z95): Interval {
  const p = hits / n;
  const zz = (z * z) / n;
  const centre = (p + zz / 2) / (1 + zz);
  const half = (z * Math.sqrt((p * (1 - p)) / n + zz / (4 * n))) / (1 + zz);
  // At the ends the two terms are equal and their difference is a rounding error, not a share.
  return { low: hits === 0 ? 0 : Math.max(0, centre - half), high: hits === n ? 1 : Math.min(1, centre + half) };
}
