import type { DecisionClass } from "@/lib/analytics/decision-class";
import { type RefusalFamily, refusalFamilies, refusalFamily } from "@/lib/analytics/refusal-family";
import { type Cluster, fewClusters, resampleDifference, resampleRate } from "@/lib/analytics/statistics/resample-rate";
import type { Interval } from "@/lib/analytics/statistics/wilson-interval";

/** Refusals that are not for money and stand in no 402 rate. */
export const otherClasses = ["auth", "policy", "rate", "unknown"] as const;
export type OtherClass = (typeof otherClasses)[number];

/** Calls of one class and code, folded ones counted in full. */
export type ClassCount = { class: DecisionClass; code: string; calls: number };

export type RefusalSums = {
  /** E: calls whose gate was asked for a feature and said yes or no. The one denominator, whatever codes are picked. */
  eligible: number;
  allowed: number;
  /** P: 402 of the picked codes. */
  refused: number;
  /** Refused by the tenant's own caps (K). */
  caps: number;
  families: Record<RefusalFamily, number>;
  others: Record<OtherClass, number>;
};

/**
 * Sums of one window or step. M1 is `refused / eligible`; of a family `families[f] / eligible`, so families stack to the
 * whole. Caps, 401, 403, 429 and 5xx are in neither sum.
 *
 * @param picks which codes count as refused; the others stay in the denominator
 */
export function sumRefusals(rows: readonly ClassCount[], picks: (code: string) => boolean = () => true): RefusalSums {
  const families = Object.fromEntries(refusalFamilies.map((name) => [name, 0])) as Record<RefusalFamily, number>;
  const others = Object.fromEntries(otherClasses.map((name) => [name, 0])) as Record<OtherClass, number>;
  const sums: RefusalSums = { eligible: 0, allowed: 0, refused: 0, caps: 0, families, others };
  for (const { class: kind, code, calls } of rows) {
    if (kind === "allowed") sums.allowed += calls;
    if (kind === "allowed" || kind === "money") sums.eligible += calls;
    if (kind === "cap") sums.caps += calls;
    if (kind in others) others[kind as OtherClass] += calls;
    if (kind !== "money" || !picks(code)) continue;
    sums.refused += calls;
    families[refusalFamily(code) ?? "payment"] += calls;
  }
  return sums;
}

/** A rate with what it rests on; `interval` is null where too few clusters say anything of the others. */
export type RateOf = { refused: number; eligible: number; interval: Interval | null; clusters: number };

/** M1 over many tenants (or, of one tenant, over its days), with the interval that resampling them gives. */
export function rateOf(clusters: readonly Cluster[], seed: string): RateOf {
  const asked = clusters.filter(({ n }) => n > 0);
  return {
    refused: asked.reduce((sum, { hits }) => sum + hits, 0),
    eligible: asked.reduce((sum, { n }) => sum + n, 0),
    interval: resampleRate(asked, seed),
    clusters: asked.length,
  };
}

/** `clear`: the interval of the difference leaves out 0, so there is something to point at. */
export type Change = { difference: number; interval: Interval | null; isClear: boolean };

/** How a rate changed from one window to another, by the same tenants in both; null where either rests on under 30. */
export function changeOf(
  before: ReadonlyMap<string, Cluster>,
  after: ReadonlyMap<string, Cluster>,
  seed: string,
): Change | null {
  const none: Cluster = { hits: 0, n: 0 };
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const pairs = names.map((name) => ({ before: before.get(name) ?? none, after: after.get(name) ?? none }));
  const sum = (when: "before" | "after") =>
    pairs.reduce((total, pair) => ({ hits: total.hits + pair[when].hits, n: total.n + pair[when].n }), none);
  const [then, now] = [sum("before"), sum("after")];
  if (then.n < 30 || now.n < 30) return null;
  const interval = pairs.length < fewClusters ? null : resampleDifference(pairs, seed);
  return {
    difference: now.hits / now.n - then.hits / then.n,
    interval,
    isClear: interval !== null && (interval.low > 0 || interval.high < 0),
  };
}
