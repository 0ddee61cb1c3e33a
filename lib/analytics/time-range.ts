import { z } from "zod";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Moving windows and the width of their buckets (analytics.md §11). */
const ranges = {
  "1h": { lengthMs: hourMs, stepMs: minuteMs },
  "24h": { lengthMs: dayMs, stepMs: 30 * minuteMs },
  "7d": { lengthMs: 7 * dayMs, stepMs: 6 * hourMs },
  "30d": { lengthMs: 30 * dayMs, stepMs: dayMs },
} as const;

export type RangeName = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as RangeName[];
export const RangeInput = z.enum(["1h", "24h", "7d", "30d"]);

/** A half-open window whose start is a bucket's start; the last bucket is still open. Buckets are aligned in UTC. */
export type TimeRange = { name: RangeName; from: Date; to: Date; stepMs: number };

/** The window that ends now. */
export function timeRange(name: RangeName, now: Date): TimeRange {
  const { lengthMs, stepMs } = ranges[name];
  const end = Math.ceil((now.getTime() + 1) / stepMs) * stepMs;
  return { name, from: new Date(end - lengthMs), to: new Date(end), stepMs };
}

/** The starts of a window's buckets, oldest first. */
export function bucketStarts({ from, to, stepMs }: TimeRange): Date[] {
  const starts: Date[] = [];
  for (let at = from.getTime(); at < to.getTime(); at += stepMs) starts.push(new Date(at));
  return starts;
}
