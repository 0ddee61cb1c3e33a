import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { earlyEighty } from "@/lib/analytics/signals/early-eighty";
import { findExpansion } from "@/lib/analytics/signals/find-expansion";
import { noFacts } from "@/lib/analytics/signals/no-facts";
import { additionTerms, printAddition } from "@/lib/analytics/signals/print-addition";
import { priorityMinor } from "@/lib/analytics/signals/priority";
import { ramp } from "@/lib/analytics/signals/ramp";
import { signals } from "@/lib/analytics/signals/risk-signals.data";
import { familyCaps, scoreRisk } from "@/lib/analytics/signals/score-risk";
import { expansionCards, riskCards } from "@/lib/analytics/signals/signal-cards.data";
import type { SignalId, TenantFacts } from "@/lib/analytics/signals/types";

const calm: TenantFacts = { ...noFacts, historyDays: 60 };
const constants = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fc.constant(value)])) as {
    [Name in keyof Values]: fc.Arbitrary<Values[Name]>;
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
      "Calls fell 46% against a normal week (1,180 → 640); normal weeks vary ±9%.",
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
      "Key nightly-import (38% of the calls) has made none for 14 days.",
      10,
    ],
    [
      "breadth_shrinks",
      { breadth: { now: 2, before: 6 } },
      "Uses 2 of the 6 routes that it used in the 28 days before.",
      8,
    ],
    [
      "errors_up",
      { errors: { nowShare: 0.09, beforeShare: 0.03 } },
      "9% of the calls of 7 days failed, 3% in the 28 days before.",
      8 * 0.625,
    ],
    [
      "errors_up",
      { errors: { nowShare: 0.06, beforeShare: 0 } },
      "6% of the calls of 7 days failed, 0% in the 28 days before.",
      8,
    ],
    [
      "stuck_at_wall",
      { openWall: { code: "quota_exhausted", featureName: "Geo search", days: 3, receiptsOpened: true } },
      "Refused for 3 days (Geo search, quota_exhausted); the reason was looked at, and nothing changed.",
      15 * 0.625,
    ],
    ["repeated_walls", { wallsWaitedOut: 3 }, "Reached a limit 3 times in 90 days and waited each time.", 10],
    [
      "gone_after_refusal",
      { afterRefusal: { openedOn: "2 Aug", beforeCalls: 1000, afterCalls: 290 } },
      "After the refusal of 2 Aug the calls did not come back (1,000 → 290 calls a week, −71%).",
      12,
    ],
    [
      "blind_retries",
      { retries: { refusals: 500, blind: 412 } },
      "The program repeated 412 of 500 refused calls within a minute, without reading the answer.",
      5 * (0.25 + (0.75 * 0.324) / 0.4),
    ],
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
      "leaving_intent",
      { leaving: { change: "cancel", keysRevoked: 2, keysBefore: 3 } },
      "Asked for the end of its plan and revoked 2 of 3 live keys within 24 hours.",
      10,
    ],
    [
      "leaving_intent",
      { leaving: { change: null, keysRevoked: 1, keysBefore: 3 } },
      "Revoked 1 of 3 live keys within 24 hours.",
      10 * 0.25,
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
    expect(firings[0]?.adds).toBe(Math.round(adds));
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
    ["fewer routes of three", { breadth: { now: 1, before: 3 } }],
    ["errors that doubled and are few", { errors: { nowShare: 0.04, beforeShare: 0.01 } }],
    ["errors as many as ever", { errors: { nowShare: 0.3, beforeShare: 0.2 } }],
    ["calls that came back", { afterRefusal: { openedOn: "2 Aug", beforeCalls: 1000, afterCalls: 710 } }],
    ["few calls before a refusal", { afterRefusal: { openedOn: "2 Aug", beforeCalls: 99, afterCalls: 0 } }],
    ["few blind retries", { retries: { refusals: 99, blind: 99 } }],
    ["retries that mostly wait", { retries: { refusals: 1000, blind: 490 } }],
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

  const days = fc.double({ min: 0, max: 400, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const change = fc.double({ min: -1, max: 3, noNaN: true });
  const facts = fc.record({
    historyDays: fc.constantFrom(10, 28, 400),
    usageChange: fc.option(
      fc.record({ nowCalls: fc.nat(), normalCalls: fc.nat(), change, z: fc.constant(-9), spread: share }),
    ),
    silence: fc.option(fc.record({ days, longestGapDays: fc.constant(3) })),
    quietKeys: fc.array(
      fc.record({
        keyId: fc.constant("k"),
        name: fc.constant("n"),
        share,
        silence: fc.record({ days, longestGapDays: fc.constant(1) }),
      }),
      { maxLength: 2 },
    ),
    breadth: fc.option(fc.record({ now: fc.nat(9), before: fc.nat(9) })),
    errors: fc.option(fc.record({ nowShare: share, beforeShare: share })),
    openWall: fc.option(
      fc.record({ code: fc.constant("c"), featureName: fc.constant(null), days, receiptsOpened: fc.boolean() }),
    ),
    wallsWaitedOut: fc.nat(9),
    afterRefusal: fc.option(fc.record({ openedOn: fc.constant("2 Aug"), beforeCalls: fc.nat(), afterCalls: fc.nat() })),
    retries: fc.option(fc.record({ refusals: fc.nat(1000), blind: fc.nat(1000) })),
    overdue: fc.option(fc.record({ ...constants(overdue), days, graceDays: days })),
    graceEnds: fc.option(fc.record({ inDays: days, at: fc.constant("x") })),
    cardEnds: fc.option(fc.record({ ...constants({ last4: "1", endsAt: "a", nextChargeAt: "b" }), inDays: days })),
    balance: fc.option(fc.record({ p10: days, p50: days })),
    leaving: fc.option(
      fc.record({
        change: fc.constantFrom(null, "downgrade" as const, "cancel" as const),
        keysRevoked: fc.nat(3),
        keysBefore: fc.constant(3),
      }),
    ),
    neverActivated: fc.option(fc.record({ days, unauthorized: fc.nat() })),
  });

  it("is the sum of the addition that is printed, to the point, and lies between 0 and 100", () => {
    fc.assert(
      fc.property(facts, (some) => {
        const { score, firings, families } = scoreRisk({ ...calm, ...some });
        const sum = additionTerms(firings).reduce((all, { adds }) => all + adds, 0);
        expect(sum).toBe(Object.values(families).reduce((a, b) => a + b, 0));
        if (firings.length > 0) expect(printAddition(firings).endsWith(`= ${sum}`)).toBe(true);
        expect(score).toBe(some.historyDays < 28 ? null : sum);
        expect(sum).toBeGreaterThanOrEqual(0);
        expect(sum).toBeLessThanOrEqual(100);
        for (const { adds, points } of firings) {
          expect(Number.isInteger(adds)).toBe(true);
          expect(adds).toBeLessThanOrEqual(points);
        }
      }),
      { numRuns: 500 },
    );
    for (const { family, points } of signals) expect(points).toBeLessThanOrEqual(familyCaps[family]);
  });

  it("is printed with what a family's most takes away", () => {
    const { firings } = scoreRisk({
      ...calm,
      silence: { days: 16, longestGapDays: 2 },
      usageChange: { nowCalls: 10, normalCalls: 1000, change: -0.99, z: -30, spread: 0.1 },
      cardEnds: { inDays: 7, last4: "4242", endsAt: "31 Aug", nextChargeAt: "3 Sep" },
    });
    expect(printAddition(firings)).toBe(
      "25 silent 16 d + 20 calls −99% + 8 card expires − 5 usage counts 40 at most = 48",
    );
    expect(printAddition([])).toBe("0: no signal speaks");
  });

  it("has no number where nothing is known of a tenant yet", () => {
    expect(scoreRisk(noFacts)).toMatchObject({ score: null, band: "new", firings: [] });
  });

  it("makes money at risk of the larger of what is paid a month and what is owed", () => {
    expect(priorityMinor(48, { mrrMinor: 9900, owedMinor: 0 })).toBe(4752);
    expect(priorityMinor(48, { mrrMinor: 9900, owedMinor: 20_000 })).toBe(9600);
    expect(priorityMinor(null, { mrrMinor: 9900, owedMinor: 0 })).toBe(0);
  });

  it("has a card for every signal: formula, thresholds and something to do", () => {
    expect(Object.keys(riskCards).sort()).toEqual(signals.map(({ id }) => id).sort());
    for (const card of [...Object.values(riskCards), ...Object.values(expansionCards)]) {
      expect(card.formula.length).toBeGreaterThan(20);
      expect(card.acts.length).toBeGreaterThan(0);
    }
  });
});

describe("signs of wanting more", () => {
  it("are told with what was seen", () => {
    const sentences = findExpansion({
      ...calm,
      earlyEighty: { periods: 2, dayOfPeriod: 11, featureName: "Geo search" },
      quotaWalls30: { count: 2, paid: 1 },
      wantedFeature: { featureName: "History", days: 5 },
      newKey: { name: "mobile-app" },
      usageChange: { nowCalls: 2400, normalCalls: 1200, change: 1, z: 34, spread: 0.03 },
      capsRaised60: 2,
      notSold: { featureName: "Pages", days: 4 },
    }).map(({ sentence }) => sentence);
    expect(sentences).toEqual([
      "80% of Geo search used by day 11, 2 periods running.",
      "Reached a quota 2 times in 30 days and paid once to go on.",
      "Asked for History on 5 of 30 days.",
      "New key mobile-app, and calls grew 100% (1,200 → 2,400 a week).",
      "Reached its own cap and raised it within a day, 2 times in 60 days.",
      "Refused Pages on 4 of 30 days, and no plan sells more of it.",
    ]);
    expect(findExpansion({ ...calm, quotaWalls30: { count: 5, paid: 0 } })).toEqual([]);
    expect(findExpansion({ ...calm, newKey: { name: "mobile-app" } })).toEqual([]);
    expect(findExpansion({ ...calm, capsRaised60: 1, notSold: { featureName: "Pages", days: 2 } })).toEqual([]);
  });
});

describe("a quota that is used up early", () => {
  const period = (startDay: number, reachedDay: number | null) => ({
    featureName: "Geo search",
    startDay,
    endDay: startDay + 30,
    reachedDay,
  });
  it.each([
    ["two periods running", [period(60, 70), period(30, 40)], 85, { periods: 2, dayOfPeriod: 11 }],
    [
      "a running one that may still be, beside two that were",
      [period(90, null), period(60, 70), period(30, 40)],
      95,
      { periods: 2 },
    ],
    ["one that was not ends the row", [period(60, 70), period(30, 55), period(0, 5)], 85, { periods: 1 }],
    ["the newest that was not", [period(60, null), period(30, 35)], 85, null],
    ["exactly at 60% is late", [period(60, 78)], 85, null],
    ["no period", [], 85, null],
  ])("counts %s", (_, periods, today, expected) => {
    const found = earlyEighty(periods, today);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });
});

it("says of credits that end today that they last less than a day", () => {
  const { firings } = scoreRisk({ ...calm, balance: { p10: 0, p50: 0.4 } });
  expect(firings[0]).toMatchObject({ adds: 6, sentence: "Credits last less than a day, and nothing refills them." });
});
