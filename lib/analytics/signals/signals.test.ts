import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findExpansion } from "@/lib/analytics/signals/find-expansion";
import { ramp } from "@/lib/analytics/signals/ramp";
import { familyCaps, scoreRisk, signals } from "@/lib/analytics/signals/score-risk";
import type { SignalId, TenantFacts } from "@/lib/analytics/signals/types";

const calm: TenantFacts = {
  historyDays: 60,
  usageChange: null,
  silence: null,
  quietKeys: [],
  openWall: null,
  wallsWaitedOut: 0,
  overdue: null,
  graceEnds: null,
  cardEnds: null,
  balance: null,
  neverActivated: null,
  earlyEighty: null,
  quotaWalls30: { count: 0, paid: 0 },
  wantedFeature: null,
};
const overdue = { invoiceNumber: "1042", amount: "€99.00", days: 2, graceDays: 7, cause: "card_expired" };

describe("the weight of a signal", () => {
  it.each([
    [-0.2, -0.25, -0.5, 0],
    [-0.25, -0.25, -0.5, 0.25],
    [-0.375, -0.25, -0.5, 0.625],
    [-0.9, -0.25, -0.5, 1],
    [6.9, 7, 14, 0],
    [10.5, 7, 14, 0.625],
    [5, 5, 1, 0.25],
    [3, 5, 1, 0.625],
    [0, 5, 1, 1],
    [6, 5, 1, 0],
  ])("of %f with a warning at %f and an alarm at %f is %f", (value, warn, alarm, weight) => {
    expect(ramp(value, warn, alarm)).toBeCloseTo(weight, 12);
  });
});

describe("each signal speaks with the tenant's own numbers", () => {
  it.each<[SignalId, Partial<TenantFacts>, string, number]>([
    [
      "usage_falling",
      { usageChange: { nowCalls: 640, normalCalls: 1180, change: -0.4576, z: -15.7, spread: 0.09 } },
      "Calls fell 46 % against a normal week (1 180 → 640); normal weeks vary ±9 %.",
      20 * (0.25 + (0.75 * 0.2076) / 0.25),
    ],
    [
      "silent_tenant",
      { silence: { days: 11, longestGapDays: 2 } },
      "No allowed call for 11 days; before, never longer than 2 days.",
      25 * (0.25 + (0.75 * 4) / 7),
    ],
    [
      "key_quiet",
      { quietKeys: [{ keyId: "k", name: "nightly-import", share: 0.38, silence: { days: 14, longestGapDays: 1 } }] },
      "Key nightly-import (38 % of the calls) has made none for 14 days.",
      10,
    ],
    [
      "stuck_at_wall",
      { openWall: { code: "quota_exhausted", featureName: "Geo search", days: 3, receiptsOpened: true } },
      "Refused for 3 days (Geo search, quota_exhausted); the reason was looked at, and nothing changed.",
      15 * 0.625,
    ],
    ["repeated_walls", { wallsWaitedOut: 3 }, "Reached a limit 3 times in 90 days and waited each time.", 10],
    [
      "payment_failed",
      { overdue },
      "Invoice 1042 over €99.00 is unpaid for 2 days (card expired).",
      20 * (0.25 + (0.75 * 1) / 2.5),
    ],
    [
      "grace_ending",
      { graceEnds: { inDays: 1, at: "Fri 29 Aug 12:00 UTC" } },
      "Access stops Fri 29 Aug 12:00 UTC unless the invoice is paid.",
      15,
    ],
    [
      "card_expires",
      { cardEnds: { inDays: 7, last4: "4242", endsAt: "31 Aug", nextChargeAt: "3 Sep" } },
      "Card ••4242 ends 31 Aug, the next charge is 3 Sep.",
      8,
    ],
    [
      "low_balance",
      { balance: { p10: 2, p50: 4 } },
      "Credits last about 4 days (at least 2 days), and nothing refills them.",
      6,
    ],
    [
      "never_activated",
      { neverActivated: { days: 7, unauthorized: 3 } },
      "Key made 7 days ago, no allowed call (3 × 401).",
      5,
    ],
  ])("%s", (id, facts, sentence, adds) => {
    const { firings } = scoreRisk({ ...calm, ...facts });
    expect(firings).toHaveLength(1);
    expect(firings[0]).toMatchObject({ id, sentence });
    expect(firings[0]?.adds).toBeCloseTo(adds, 9);
  });

  it.each<[string, Partial<TenantFacts>]>([
    [
      "a fall within what weeks vary",
      { usageChange: { nowCalls: 700, normalCalls: 1000, change: -0.3, z: -2.9, spread: 0.1 } },
    ],
    [
      "a key with few of the calls",
      { quietKeys: [{ keyId: "k", name: "x", share: 0.29, silence: { days: 30, longestGapDays: 1 } }] },
    ],
    ["one limit waited out", { wallsWaitedOut: 1 }],
    ["an invoice of today", { overdue: { ...overdue, days: 0.5 } }],
  ])("says nothing of %s", (_, facts) => {
    expect(scoreRisk({ ...calm, ...facts })).toMatchObject({ score: 0, band: "calm", firings: [] });
  });
});

describe("a risk", () => {
  it("is the printed addition, cut at what a family may add", () => {
    const risk = scoreRisk({
      ...calm,
      silence: { days: 20, longestGapDays: 2 },
      usageChange: { nowCalls: 10, normalCalls: 1000, change: -0.99, z: -30, spread: 0.1 },
      overdue: { ...overdue, days: 5 },
      graceEnds: { inDays: 0.5, at: "x" },
    });
    // Usage 25 + 20 is cut at 40, payment 20 + 15 at 30.
    expect(risk).toMatchObject({
      score: 70,
      band: "act",
      families: { usage: 40, payment: 30, friction: 0, engagement: 0 },
    });
  });

  it("is not given to a tenant of less than 28 days, whose payments and silence speak all the same", () => {
    const facts = { ...calm, historyDays: 10, overdue, wallsWaitedOut: 3 };
    expect(scoreRisk(facts)).toMatchObject({ score: null, band: "new", firings: [{ id: "payment_failed" }] });
  });

  it("lies between 0 and 100 whatever is known, and every signal has a family that can carry it", () => {
    const days = fc.double({ min: 0, max: 400, noNaN: true });
    const facts = fc.record({
      silence: fc.option(fc.record({ days, longestGapDays: fc.constant(3) })),
      wallsWaitedOut: fc.nat(9),
      graceEnds: fc.option(fc.record({ inDays: days, at: fc.constant("x") })),
      balance: fc.option(fc.record({ p10: days, p50: days })),
      neverActivated: fc.option(fc.record({ days, unauthorized: fc.nat() })),
    });
    fc.assert(
      fc.property(facts, (some) => {
        const { score } = scoreRisk({ ...calm, ...some });
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    );
    for (const { family, points } of signals) expect(points).toBeLessThanOrEqual(familyCaps[family]);
  });
});

describe("signs of wanting more", () => {
  it("are told with what was seen", () => {
    const sentences = findExpansion({
      ...calm,
      earlyEighty: { periods: 2, dayOfPeriod: 11, featureName: "Geo search" },
      quotaWalls30: { count: 2, paid: 1 },
      wantedFeature: { featureName: "History", days: 5 },
    }).map(({ sentence }) => sentence);
    expect(sentences).toEqual([
      "80 % of Geo search used by day 11, 2 periods running.",
      "Reached a quota 2 times in 30 days and paid once to go on.",
      "Asked for History on 5 of 30 days.",
    ]);
    expect(findExpansion({ ...calm, quotaWalls30: { count: 5, paid: 0 } })).toEqual([]);
  });
});
