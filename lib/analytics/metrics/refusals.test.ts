import { describe, expect, it } from "vitest";
import { paidAfter } from "@/lib/analytics/metrics/paid-after-refusal";
import { changeOf, rateOf, sumRefusals } from "@/lib/analytics/metrics/refusal-sums";
import { timeToResolve } from "@/lib/analytics/metrics/time-to-resolve";
import { unblockTimes } from "@/lib/analytics/metrics/unblock-times";

const hour = 3_600_000;
const day = 24 * hour;

describe("the 402 rate", () => {
  const rows = [
    { class: "allowed", code: "", calls: 180 },
    { class: "money", code: "quota_exhausted", calls: 12 },
    { class: "money", code: "credits_exhausted", calls: 5 },
    { class: "money", code: "feature_not_in_plan", calls: 3 },
    { class: "cap", code: "key_budget_reached", calls: 50 },
    { class: "rate", code: "rate_limited", calls: 9 },
    { class: "auth", code: "invalid_api_key", calls: 7 },
    { class: "policy", code: "permission_denied", calls: 4 },
    { class: "unknown", code: "entitlement_unavailable", calls: 2 },
    { class: "free", code: "", calls: 1_000 },
    { class: "bad", code: "not_found", calls: 30 },
  ] as const;

  it("is refused for money over all whose gate was asked: 20 of 200, and no cap, 401, 403, 429, 5xx or free call is in it", () => {
    const sums = sumRefusals(rows);
    expect(sums).toMatchObject({ eligible: 200, allowed: 180, refused: 20, caps: 50 });
    expect(sums.others).toEqual({ auth: 7, policy: 4, rate: 9, unknown: 2 });
  });

  it("is the sum of its families, and picking one leaves the denominator whole", () => {
    const { families, refused } = sumRefusals(rows);
    expect(Object.values(families).reduce((a, b) => a + b, 0)).toBe(refused);
    expect(families).toMatchObject({ quota: 12, credits: 5, not_in_plan: 3, overdue: 0 });
    expect(sumRefusals(rows, (code) => code === "quota_exhausted")).toMatchObject({ eligible: 200, refused: 12 });
  });

  it("of few tenants has no interval, and a tenant that nobody asked for is none", () => {
    const four = [1, 2, 3, 4].map((hits) => ({ hits, n: 50 }));
    expect(rateOf([...four, { hits: 0, n: 0 }], "x")).toEqual({
      refused: 10,
      eligible: 200,
      interval: null,
      clusters: 4,
    });
    expect(rateOf([...four, { hits: 0, n: 50 }], "x").interval).not.toBeNull();
  });

  it("points nowhere where the interval of the difference holds zero or either window is small", () => {
    const of = (hits: (n: number) => number, n = 40) =>
      new Map(Array.from({ length: 12 }, (_, at) => [String(at), { hits: hits(at), n }]));
    const flat = of((at) => at % 3);
    expect(changeOf(flat, flat, "x")).toMatchObject({ difference: 0, isClear: false });
    expect(
      changeOf(
        flat,
        of((at) => (at % 3) + 10),
        "x",
      ),
    ).toMatchObject({ isClear: true });
    expect(
      changeOf(
        flat,
        of((at) => (at % 3) + 10),
        "x",
      )?.difference,
    ).toBeCloseTo(0.25, 12);
    expect(
      changeOf(
        of(() => 0, 2),
        flat,
        "x",
      ),
    ).toBeNull();
    expect(changeOf(new Map([["a", { hits: 1, n: 90 }]]), new Map([["a", { hits: 80, n: 90 }]]), "x")?.isClear).toBe(
      false,
    );
  });
});

describe("time to resolve", () => {
  // By hand: ends after 1, 2, 4 and 6 h, two go on since 3 and 8 h.
  // S(1) = 5/6, S(2) = 5/6·4/5 = 4/6, S(4) = 4/6·2/3 = 4/9, S(6) = 4/9·1/2 = 2/9.
  const now = 100 * day;
  const ran = (hours: number, kind: "top_up" | "upgrade" | null) => ({
    openedAtMs: now - (kind ? 20 : hours) * hour,
    resolvedAtMs: kind ? now - (20 - hours) * hour : null,
    kind,
  });
  const spans = [ran(1, "top_up"), ran(2, "upgrade"), ran(3, null), ran(4, "top_up"), ran(6, "upgrade"), ran(8, null)];

  it("counts runs that go on as long as they were seen", () => {
    const { steps, n, open } = timeToResolve(spans, now);
    expect([n, open]).toEqual([6, 2]);
    expect(steps.map(({ after, surviving }) => [after / hour, surviving])).toEqual([
      [1, 5 / 6],
      [2, expect.closeTo(4 / 6, 12)],
      [4, expect.closeTo(4 / 9, 12)],
      [6, expect.closeTo(2 / 9, 12)],
    ]);
  });

  it("divides what is resolved among the kinds, and they add up to it", () => {
    // CIF(top_up) = 1·1/6 + 4/6·1/3 = 7/18; CIF(upgrade) = 5/6·1/5 + 4/9·1/2 = 7/18; together 1 − 2/9.
    const { kinds } = timeToResolve(spans, now);
    expect(kinds).toEqual([
      { kind: "top_up", share: expect.closeTo(7 / 18, 12), n: 2 },
      { kind: "upgrade", share: expect.closeTo(7 / 18, 12), n: 2 },
    ]);
    expect(kinds.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1 - 2 / 9, 12);
  });

  it("prints no median of fewer than ten runs, and none that was not reached", () => {
    expect(timeToResolve(spans, now)).toMatchObject({ medianMs: null, p90Ms: null });
    expect(timeToResolve([...spans, ...spans], now)).toMatchObject({ medianMs: 4 * hour, p90Ms: null });
    expect(timeToResolve([], now)).toMatchObject({ n: 0, within7d: null, kinds: [] });
  });
});

describe("paid after a refusal", () => {
  // By hand: a paid after 2 d, b after 9 d, c never, d opened 3 d ago; a's second run is within 30 d of its first.
  const now = 100 * day;
  const runs = [
    { id: "a1", tenantId: "a", openedAtMs: now - 40 * day },
    { id: "a2", tenantId: "a", openedAtMs: now - 30 * day },
    { id: "b1", tenantId: "b", openedAtMs: now - 35 * day },
    { id: "c1", tenantId: "c", openedAtMs: now - 33 * day },
    { id: "d1", tenantId: "d", openedAtMs: now - 3 * day },
  ];
  const payments = [
    { tenantId: "a", atMs: now - 38 * day, amountMinor: 2_900 },
    { tenantId: "b", atMs: now - 26 * day, amountMinor: 9_900 },
    { tenantId: "d", atMs: now - 2 * day, amountMinor: 500 },
  ];

  it.each([
    [1, { converted: 1, mature: 4, immature: 0, followedMinor: 500 }],
    [7, { converted: 1, mature: 3, immature: 1, followedMinor: 2_900 }],
    [30, { converted: 2, mature: 3, immature: 1, followedMinor: 12_800 }],
  ])("within %d days counts only runs that are old enough", (days, expected) => {
    expect(paidAfter(runs, payments, days, now)).toEqual(expected);
  });
});

describe("time to unblock", () => {
  const took = (...ms: (number | null)[]) =>
    ms.map((one) => ({ confirmedAtMs: 1_000, gateOpenAtMs: one === null ? null : 1_000 + one }));

  it("of few payments is counts alone, and one that still waits is not within 5 s", () => {
    expect(unblockTimes(took(800, 4_900, 5_100, null))).toEqual({
      n: 4,
      withinFiveSeconds: 2,
      waiting: 1,
      p50Ms: null,
      p95Ms: null,
    });
  });

  it("knows the median from ten and the 95th of a hundred, by nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, at) => (at + 1) * 10);
    expect(unblockTimes(took(...hundred))).toMatchObject({ p50Ms: 500, p95Ms: 950 });
    expect(unblockTimes(took(...hundred.slice(0, 10)))).toMatchObject({ p50Ms: 50, p95Ms: null });
    expect(unblockTimes(took(...hundred.slice(0, 90), ...Array<null>(10).fill(null)))).toMatchObject({ p95Ms: null });
  });

  it("is never negative, though clocks are a little apart", () => {
    expect(unblockTimes(took(...Array<number>(10).fill(-40))).p50Ms).toBe(0);
  });
});
