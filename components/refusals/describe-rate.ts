import { describeShare } from "@/components/ui/describe-share";
import { describeNumber } from "@/components/ui/describe-units";
import type { Change, RateOf } from "@/lib/analytics/metrics/refusal-sums";

/** Below so many calls a share says less than the count. */
export const fewCalls = 30;

/** "1.8%", or "3 of 12" where a share would say too much, or "–" where nobody asked. */
export function describePart(part: number, whole: number): string {
  if (whole === 0) return "–";
  if (whole < fewCalls) return `${describeNumber(part)} of ${describeNumber(whole)}`;
  return describeShare(part / whole);
}

/** "1.5%–2.2%"; where both ends are hardly anything, only where they end. */
export const describeSpan = ({ low, high }: { low: number; high: number }): string =>
  describeShare(high) === "< 0.1%" ? "below 0.1%" : `${describeShare(low)}–${describeShare(high)}`;

/** "1.5–2.2%, over 38 tenants", or why there is no interval. */
export function describeInterval({ interval, clusters, eligible }: RateOf, over: "tenants" | "days"): string {
  if (eligible === 0) return "nobody asked";
  if (!interval) return over === "tenants" ? "few tenants: no interval" : "few days: no interval";
  if (eligible < fewCalls) return `over ${describeNumber(clusters)} ${over}`;
  // Where every tenant has the same rate, drawing tenants anew varies nothing: that is no certainty.
  if (interval.low === interval.high) return `all alike, no interval, over ${describeNumber(clusters)} ${over}`;
  return `${describeSpan(interval)}, over ${describeNumber(clusters)} ${over}`;
}

/** The comparison in words; an arrow only where the interval of the difference leaves out zero. */
export function describeChange(before: RateOf, change: Change | null): string {
  if (before.eligible === 0) return "no call asked in the window before";
  const then = `${describePart(before.refused, before.eligible)} before`;
  if (!change) return then;
  if (!change.isClear) return `${then}: no clear change`;
  return `${change.difference > 0 ? "↑ up" : "↓ down"} from ${describePart(before.refused, before.eligible)}`;
}
