import type { ChartBucket, ChartStep } from "@/components/charts/types";
import type { RangeName } from "@/lib/analytics/time-range";

export const rangeSteps: Record<RangeName, ChartStep> = { "1h": "1min", "24h": "30min", "7d": "6h", "30d": "day" };

const minuteMs = 60_000;
const stepMs: Record<RangeName, number> = {
  "1h": minuteMs,
  "24h": 30 * minuteMs,
  "7d": 360 * minuteMs,
  "30d": 1440 * minuteMs,
};

/** Steps of a moving window in UTC, for charts: the last one is in progress until it has passed whole. */
export function timeSteps<Bucket extends { start: string }>(
  buckets: readonly Bucket[],
  asOf: string,
  range: RangeName,
  valuesOf: (bucket: Bucket) => Readonly<Record<string, number | null>>,
): ChartBucket[] {
  return buckets.map((bucket) => {
    const startMs = Date.parse(bucket.start);
    const passed = (Date.parse(asOf) - startMs) / stepMs[range];
    return {
      start: bucket.start,
      end: new Date(startMs + stepMs[range]).toISOString(),
      elapsed: Math.min(1, Math.max(0, passed)),
      values: valuesOf(bucket),
    };
  });
}
