import { quantileOf } from "@/lib/analytics/statistics/quantile-of";
import { seededRandom } from "@/lib/analytics/statistics/seeded-random";
import type { Interval } from "@/lib/analytics/statistics/wilson-interval";

/** What one tenant (or, of a single tenant, one day) adds to a rate: Σ hits ÷ Σ n. */
export type Cluster = { hits: number; n: number };

/** Fewer tenants than this say nothing about tenants at large. */
export const fewClusters = 5;
const rounds = 1_000;

/**
 * The interval of a rate over many tenants. Calls of one tenant are alike, so whole tenants are drawn with replacement,
 * a thousand times, and the middle 95 % of the rates is taken (cluster bootstrap, percentile method). The same seed
 * gives the same interval.
 *
 * @returns null with fewer than five clusters
 */
export function resampleRate(clusters: readonly Cluster[], seed: string): Interval | null {
  if (clusters.length < fewClusters) return null;
  const rates = draw(clusters.length, seed, (picks) => {
    const [hits, n] = sum(clusters, picks);
    return n === 0 ? null : hits / n;
  });
  return rates.length === 0 ? null : { low: quantileOf(rates, 0.025), high: quantileOf(rates, 0.975) };
}

/** One tenant in two windows. */
export type ClusterPair = { before: Cluster; after: Cluster };

/**
 * The interval of the difference of two rates, after − before, the same tenants drawn for both.
 * @returns null with fewer than five clusters
 */
export function resampleDifference(pairs: readonly ClusterPair[], seed: string): Interval | null {
  if (pairs.length < fewClusters) return null;
  const [before, after] = [pairs.map((pair) => pair.before), pairs.map((pair) => pair.after)];
  const differences = draw(pairs.length, seed, (picks) => {
    const [hitsBefore, nBefore] = sum(before, picks);
    const [hitsAfter, nAfter] = sum(after, picks);
    return nBefore === 0 || nAfter === 0 ? null : hitsAfter / nAfter - hitsBefore / nBefore;
  });
  if (differences.length === 0) return null;
  return { low: quantileOf(differences, 0.025), high: quantileOf(differences, 0.975) };
}

/** The sorted results of all rounds; a round without any n says nothing. */
function draw(count: number, seed: string, rate: (picks: Uint32Array) => number | null): number[] {
  const random = seededRandom(seed);
  const picks = new Uint32Array(count);
  const results: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) picks[i] = Math.floor(random() * count);
    const result = rate(picks);
    if (result !== null) results.push(result);
  }
  return results.sort((a, b) => a - b);
}

function sum(clusters: readonly Cluster[], picks: Uint32Array): [hits: number, n: number] {
  let hits = 0;
  let n = 0;
  for (const pick of picks) {
    const cluster = clusters[pick];
    hits += cluster?.hits ?? 0;
    n += cluster?.n ?? 0;
  }
  return [hits, n];
}
