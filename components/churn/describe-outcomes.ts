import { describeShare } from "@/components/ui/describe-share";
import type { SignalRecord } from "@/lib/analytics/signals/views";
import { wilsonInterval } from "@/lib/analytics/statistics/wilson-interval";

/** Fewer outcomes are counts, never shares (analytics §10). */
export const fewestOutcomes = 20;

/** What happened after a signal fired, of firings that are old enough to tell. */
export function describeOutcomes({ kind, mature, left }: Pick<SignalRecord, "kind" | "mature" | "left">): string {
  if (kind === "expansion") return "";
  const counts = `${left} of ${mature} tenants left within the 30 days after the first week`;
  if (mature < fewestOutcomes) return `Not enough outcomes: ${mature} of ${fewestOutcomes}; ${counts}.`;
  const { low, high } = wilsonInterval(left, mature);
  return `${counts}: ${describeShare(left / mature)} (${describeShare(low)}–${describeShare(high)}, if firings were independent).`;
}
