import { describe, expect, test } from "vitest";
import { axisEnds, axisTop, timeRows } from "@/components/charts/drawn/time-rows";
import type { ChartBucket } from "@/components/charts/types";

const series = [
  { name: "a", label: "A", family: "quota" },
  { name: "b", label: "B", family: "credits" },
] as const;
const bucket = (at: number, values: Record<string, number | null>, over: Partial<ChartBucket> = {}): ChartBucket => ({
  start: `2026-11-21T0${at}:00:00Z`,
  end: `2026-11-21T0${at + 1}:00:00Z`,
  elapsed: 1,
  values,
  ...over,
});

describe("what is in progress", () => {
  const rows = timeRows({
    buckets: [bucket(0, { a: 1 }), bucket(1, { a: 2 }), bucket(2, { a: 3 }, { elapsed: 0.4 })],
    series: series.slice(0, 1),
    compare: [{ a: 5 }, { a: null }, { a: 7 }],
  });
  test("is a line of its own that begins at the last closed step", () => {
    expect(rows.map((row) => row["-a"])).toEqual([1, 2, null]);
    expect(rows.map((row) => row["~a"])).toEqual([undefined, 2, 3]);
  });
  test("is compared with nothing, and a gap before stays a gap", () => {
    expect(rows.map((row) => row["=a"])).toEqual([5, null, null]);
    expect(rows.map((row) => row["=all"])).toEqual([5, null, null]);
  });
});

describe("marks on few calls", () => {
  const buckets = [bucket(0, { a: 0.1, b: 0.05 }, { n: 400 }), bucket(1, { a: 0.9, b: 0.1 }, { n: 29 })];
  test("never set the top of the axis", () => {
    const rows = timeRows({ buckets, series, percent: true });
    expect(rows.map(({ few }) => few)).toEqual([false, true]);
    expect(axisTop(rows, series, true)).toBeCloseTo(0.15);
    expect(axisTop(rows, series, false)).toBeCloseTo(0.1);
  });
  test("are marks of their own, and part of no line", () => {
    const rows = timeRows({ buckets, series, percent: true });
    expect(rows.map((row) => row["-a"])).toEqual([0.1, null]);
    expect(rows.map((row) => row["?a"])).toEqual([undefined, 0.9]);
  });
  test("leave the axis alone where there are none, or nothing else", () => {
    expect(axisTop(timeRows({ buckets: buckets.slice(0, 1), series, percent: true }), series, true)).toBeNull();
    expect(axisTop(timeRows({ buckets: buckets.slice(1), series, percent: true }), series, true)).toBeNull();
  });
});

test("what goes down is below zero, whatever sign it came with", () => {
  const rows = timeRows({
    buckets: [bucket(0, { a: 5, b: 5 }), bucket(1, { a: 5, b: -5 })],
    series,
    signs: { a: 1, b: -1 },
  });
  expect(rows.map((row) => [row.a, row.b])).toEqual([
    [5, -5],
    [5, -5],
  ]);
});

describe("the axis reaches", () => {
  const buckets = [bucket(0, { a: 3, b: 4 }), bucket(1, { a: 5, b: null })];
  test("over a stack as a whole, and over the sum of the window before", () => {
    const rows = timeRows({ buckets, series, compare: [{ a: 6, b: 6 }, { a: 1 }] });
    expect(axisEnds(rows, series, true)).toEqual([0, 12]);
    expect(axisEnds(timeRows({ buckets, series }), series, true)).toEqual([0, 7]);
  });
  test("over each line by itself", () => {
    expect(axisEnds(timeRows({ buckets, series }), series, false)).toEqual([0, 5]);
  });
  test("below zero where something is told on that side", () => {
    expect(axisEnds(timeRows({ buckets, series, signs: { a: 1, b: -1 } }), series, true)).toEqual([-4, 5]);
  });
});
