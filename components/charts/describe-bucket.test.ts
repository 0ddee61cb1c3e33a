import { describe, expect, test } from "vitest";
import { describeBucketInFull, describeBuckets } from "@/components/charts/describe-bucket";

const every = (hours: number, count: number) =>
  Array.from({ length: count }, (_, n) => new Date(Date.UTC(2026, 10, 21, 6) + n * hours * 3_600_000).toISOString());

describe("the axis of a chart", () => {
  test("names the clock within a day", () => {
    expect(describeBuckets(every(0.5, 48), "minute").slice(0, 2)).toEqual(["06:00", "06:30"]);
  });
  test("names no moment twice in a week", () => {
    const labels = describeBuckets(every(6, 28), "hour");
    expect(labels[0]).toBe("21 Nov 06:00");
    expect(new Set(labels).size).toBe(28);
  });
  test("names days by their date alone", () => {
    expect(describeBuckets(every(24, 30), "day")[1]).toBe("22 Nov");
    expect(describeBucketInFull(every(24, 1)[0] ?? "", "day")).toBe("21 Nov");
  });
  test("of nothing is nothing", () => {
    expect(describeBuckets([], "hour")).toEqual([]);
  });
});
