import { describe, expect, test } from "vitest";
import { bucketStarts, rangeNames, timeRange } from "@/lib/analytics/time-range";

const now = new Date("2026-11-21T10:17:42.500Z");

describe("a moving window", () => {
  test.each(rangeNames)("%s contains now in its last bucket and has no more than 60 buckets", (name) => {
    const range = timeRange(name, now);
    const starts = bucketStarts(range);
    expect(starts.length).toBeLessThanOrEqual(60);
    expect(range.from).toEqual(starts[0]);
    expect(starts.at(-1)?.getTime()).toBeLessThanOrEqual(now.getTime());
    expect(range.to.getTime()).toBeGreaterThan(now.getTime());
  });
  test.each(rangeNames)("%s has buckets that stay in place while time moves", (name) => {
    const step = timeRange(name, now).stepMs;
    expect(bucketStarts(timeRange(name, now)).every((start) => start.getTime() % step === 0)).toBe(true);
  });
  test("begins a new bucket exactly on its boundary", () => {
    const boundary = new Date("2026-11-21T10:30:00.000Z");
    expect(bucketStarts(timeRange("24h", boundary)).at(-1)).toEqual(boundary);
  });
});
