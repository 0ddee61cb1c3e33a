import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantileOf } from "@/lib/analytics/statistics/quantile-of";
import { resampleDifference, resampleRate } from "@/lib/analytics/statistics/resample-rate";
import { roundShares } from "@/lib/analytics/statistics/round-shares";
import { seededRandom } from "@/lib/analytics/statistics/seeded-random";
import { endedBy, survival, timeUntil } from "@/lib/analytics/statistics/survival";
import { wilsonInterval } from "@/lib/analytics/statistics/wilson-interval";

describe("the interval of a proportion", () => {
  // Counted by hand from the formula: 7 of 412 is 1.7 % (0.8–3.5).
  it.each([
    [7, 412, 0.0083, 0.0347],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [1, 2, 0.0945, 0.9055],
  ])("%d of %d lies between %f and %f", (hits, n, low, high) => {
    const interval = wilsonInterval(hits, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("holds the share itself and stays within 0 and 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const hits = Math.round(share * n);
        const { low, high } = wilsonInterval(hits, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(hits / n + 1e-12);
        expect(high).toBeGreaterThanOrEqual(hits / n - 1e-12);
      }),
    );
  });
});

describe("an interval over tenants", () => {
  const alike = Array.from({ length: 40 }, (_, i) => ({ hits: 5 + (i % 3), n: 100 }));

  it("is the same whenever it is counted again, and another one for another question", () => {
    expect(resampleRate(alike, "m1:7d")).toEqual(resampleRate(alike, "m1:7d"));
    expect(resampleRate(alike, "m1:7d")).not.toEqual(resampleRate(alike, "m1:30d"));
  });

  it("says nothing of fewer than five tenants, and nothing where there were no calls", () => {
    expect(resampleRate(alike.slice(0, 4), "x")).toBeNull();
    expect(
      resampleRate(
        Array.from({ length: 9 }, () => ({ hits: 0, n: 0 })),
        "x",
      ),
    ).toBeNull();
  });

  it("is wider where a few tenants make the rate than where all are alike", () => {
    const lumpy = alike.map((_, i) => (i < 3 ? { hits: 80, n: 100 } : { hits: 0, n: 100 }));
    const width = (interval: { low: number; high: number } | null) => (interval ? interval.high - interval.low : 0);
    expect(width(resampleRate(lumpy, "x"))).toBeGreaterThan(5 * width(resampleRate(alike, "x")));
  });

  it("sees a change that all tenants share, and none where there is none", () => {
    const same = alike.map((cluster) => ({ before: cluster, after: cluster }));
    const doubled = alike.map((cluster) => ({ before: cluster, after: { ...cluster, hits: cluster.hits * 2 } }));
    expect(resampleDifference(same, "x")).toEqual({ low: 0, high: 0 });
    expect(resampleDifference(doubled, "x")?.low).toBeGreaterThan(0.04);
  });

  it("covers the true rate about as often as it says", () => {
    let covered = 0;
    for (let world = 0; world < 200; world++) {
      const random = seededRandom(`world ${world}`);
      const clusters = Array.from({ length: 60 }, () => ({ hits: Math.floor(random() * 21), n: 100 }));
      const interval = resampleRate(clusters, String(world));
      if (interval && interval.low <= 0.1 && interval.high >= 0.1) covered++;
    }
    expect(covered / 200).toBeGreaterThan(0.88);
    expect(covered / 200).toBeLessThan(0.995);
  });
});

describe("how long cases last", () => {
  // The worked example of many textbooks: remission of leukaemia under 6-MP (Freireich et al., 1963); weeks, + is censored.
  const weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23].map((lasted) => ({ lasted, ended: true }));
  const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((lasted) => ({ lasted, ended: false }));
  const steps = survival([...weeks, ...censored]);

  it("counts those that still run as long as they were seen", () => {
    expect(steps.map(({ after, atRisk }) => [after, atRisk])).toEqual([
      [6, 21],
      [7, 17],
      [10, 15],
      [13, 12],
      [16, 11],
      [22, 7],
      [23, 6],
    ]);
    expect(steps.map(({ surviving }) => Math.round(surviving * 1000) / 1000)).toEqual([
      0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448,
    ]);
  });

  it("knows the median where half have ended, and says so where they have not", () => {
    expect([timeUntil(steps, 0.5), timeUntil(steps, 0.9)]).toEqual([23, null]);
    expect(endedBy(steps, 12)).toBeCloseTo(0.247, 3);
    expect([endedBy(steps, 0), endedBy([], 5), timeUntil([], 0.5)]).toEqual([0, 0, null]);
  });
});

describe("parts beside a total", () => {
  it.each([
    [[1, 1, 1], 100, [34, 33, 33]],
    [[7, 2, 1], 100, [70, 20, 10]],
    [[0, 0], 100, [0, 0]],
    [[1, 999], 100, [0, 100]],
  ])("%j of %d are %j", (parts, total, rounded) => {
    expect(roundShares(parts, total)).toEqual(rounded);
  });

  it("always add up, and none is more than one off", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 9 }), (parts) => {
        const sum = parts.reduce((a, b) => a + b, 0);
        fc.pre(sum > 0);
        const rounded = roundShares(parts, 1000);
        expect(rounded.reduce((a, b) => a + b, 0)).toBe(1000);
        for (const [i, part] of parts.entries())
          expect(Math.abs((rounded[i] ?? 0) - (part / sum) * 1000)).toBeLessThan(1);
      }),
    );
  });
});

it("a quantile lies between its neighbours", () => {
  expect([quantileOf([1, 2, 3, 4], 0.5), quantileOf([5], 0.9), quantileOf([0, 10], 0.25)]).toEqual([2.5, 5, 2.5]);
});
