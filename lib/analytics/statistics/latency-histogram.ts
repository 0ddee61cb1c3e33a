/**
 * Counts by log-spaced bounds: each is 4 % above the one before, so that a quantile read from the middle of its bucket
 * is at most 2 % off. Histograms of parts add up to that of the whole, which quantiles do not.
 */
const growth = 1.04;
const logGrowth = Math.log(growth);

/** The bucket of a value, in whatever unit; 0 and less share the first. */
export const bucketOf = (value: number): number => (value < 1 ? 0 : Math.floor(Math.log(value) / logGrowth) + 1);

/** The middle (geometric) of a bucket. */
export const bucketMiddle = (bucket: number): number => (bucket === 0 ? 0 : growth ** (bucket - 0.5));

export type Histogram = ReadonlyMap<number, number>;

/** Adds up histograms of the same bounds. */
export function mergeHistograms(parts: Iterable<Histogram>): Map<number, number> {
  const merged = new Map<number, number>();
  for (const part of parts) for (const [bucket, count] of part) merged.set(bucket, (merged.get(bucket) ?? 0) + count);
  return merged;
}

/** The value below which the share `q` of all cases lies; null of none. */
export function histogramQuantile(histogram: Histogram, q: number): number | null {
  const buckets = [...histogram].sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen >= q * total) return bucketMiddle(bucket);
  }
  return null;
}
