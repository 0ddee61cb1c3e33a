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

const times = (count: number) => (count === 1 ? "once" : `${count} times`);

/** "Fired 14 times in 90 days for 11 tenants, 3 times somebody made contact meanwhile." */
export function describeFired({
  fired,
  tenants,
  contacted,
}: Pick<SignalRecord, "fired" | "tenants" | "contacted">): string {
  if (fired === 0) return "Did not fire in 90 days.";
  const made =
    contacted === 0 ? "nobody made contact meanwhile" : `${times(contacted)} somebody made contact meanwhile`;
  return `Fired ${times(fired)} in 90 days for ${tenants} ${tenants === 1 ? "tenant" : "tenants"}; ${made}.`;
}
