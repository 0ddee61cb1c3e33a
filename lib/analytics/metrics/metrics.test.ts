import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cardExposure } from "@/lib/analytics/metrics/card-exposure";
import { demandOf } from "@/lib/analytics/metrics/demand-pattern";
import { forecastWall } from "@/lib/analytics/metrics/forecast-wall";
import { monthlyMinor, movementKind, retention, sumMovements } from "@/lib/analytics/metrics/mrr-movement";
import { paidAfter } from "@/lib/analytics/metrics/paid-after-refusal";
import { recoveredWithin } from "@/lib/analytics/metrics/recovery";
import { silence } from "@/lib/analytics/metrics/silence";
import { usageChange } from "@/lib/analytics/metrics/usage-change";

const day = 86_400_000;

describe("movement of recurring revenue", () => {
  it.each([
    [0, 2900, false, "new"],
    [0, 2900, true, "reactivation"],
    [2900, 9900, true, "expansion"],
    [9900, 2900, true, "contraction"],
    [2900, 0, true, "churn"],
    [2900, 2900, true, null],
    [0, 0, false, null],
  ] as const)("from %d to %d (paid before: %s) is %s", (before, after, hadPaid, kind) => {
    expect(movementKind(before, after, hadPaid)).toBe(kind);
  });

  it("counts a year as 30 days of it, halves to the even", () => {
    expect([monthlyMinor(9900, "month"), monthlyMinor(118_800, "year"), monthlyMinor(0, "year")]).toEqual([
      9900, 9764, 0,
    ]);
  });

  // Five tenants by hand. Start 100+50+40+30 = 220; end 150+20+40+0+60 = 270 with the fifth new.
  const spans = [
    { startMinor: 100, endMinor: 150, hadPaidBefore: true },
    { startMinor: 50, endMinor: 20, hadPaidBefore: true },
    { startMinor: 40, endMinor: 40, hadPaidBefore: true },
    { startMinor: 30, endMinor: 0, hadPaidBefore: true },
    { startMinor: 0, endMinor: 60, hadPaidBefore: false },
  ];

  it("agrees with a case counted by hand", () => {
    expect(sumMovements(spans)).toEqual({
      startMinor: 220,
      endMinor: 270,
      newMinor: 60,
      expansionMinor: 50,
      contractionMinor: 30,
      churnMinor: 30,
      reactivationMinor: 0,
      payersAtStart: 4,
      churnedTenants: 1,
    });
    const shares = retention(spans);
    expect(shares.net).toBeCloseTo(210 / 220, 12);
    expect(shares.gross).toBeCloseTo(160 / 220, 12);
    expect(shares.tenantChurn).toBe(0.25);
    expect(shares.grossMrrChurn).toBeCloseTo(60 / 220, 12);
    expect(shares.netMrrChurn).toBeCloseTo(10 / 220, 12);
  });

  it("says nothing where nobody paid at the start", () => {
    expect(retention([{ startMinor: 0, endMinor: 60, hadPaidBefore: false }])).toEqual({
      net: null,
      gross: null,
      tenantChurn: null,
      grossMrrChurn: null,
      netMrrChurn: null,
    });
  });

  it("always adds up from start to end, and gross retention is never above 1 or above net", () => {
    const span = fc.record({ startMinor: fc.nat(10_000), endMinor: fc.nat(10_000), hadPaidBefore: fc.boolean() });
    fc.assert(
      fc.property(fc.array(span), (some) => {
        const sum = sumMovements(some);
        const gained = sum.newMinor + sum.reactivationMinor + sum.expansionMinor;
        expect(sum.startMinor + gained - sum.contractionMinor - sum.churnMinor).toBe(sum.endMinor);
        const { net, gross } = retention(some);
        if (net === null || gross === null) return;
        expect(gross).toBeLessThanOrEqual(1);
        expect(gross).toBeLessThanOrEqual(net);
      }),
    );
  });
});

describe("recovery of failed payments", () => {
  const invoices = [
    { firstFailedAtMs: 0, paidAtMs: 2 * day, amountMinor: 100 },
    { firstFailedAtMs: 0, paidAtMs: 6 * day, amountMinor: 200 },
    { firstFailedAtMs: 0, paidAtMs: null, amountMinor: 400 },
    { firstFailedAtMs: 9 * day, paidAtMs: 9.5 * day, amountMinor: 800 },
  ];

  it("counts by the day of the failure, and leaves out what is too young to tell", () => {
    expect(recoveredWithin(invoices, 3, 10 * day)).toEqual({
      days: 3,
      recovered: 1,
      mature: 3,
      recoveredMinor: 100,
      matureMinor: 700,
    });
    expect(recoveredWithin(invoices, 7, 20 * day)).toMatchObject({ recovered: 3, mature: 4, recoveredMinor: 1100 });
  });

  it("is never above the whole, and of one cohort rises with the days", () => {
    const invoice = fc.record({
      firstFailedAtMs: fc.integer({ min: 0, max: 10 * day }),
      paidAtMs: fc.option(fc.integer({ min: 0, max: 90 * day })),
      amountMinor: fc.nat(100_000),
    });
    fc.assert(
      fc.property(fc.array(invoice), (some) => {
        const paidLater = some.map((one) => ({
          ...one,
          paidAtMs: one.paidAtMs === null ? null : one.firstFailedAtMs + one.paidAtMs,
        }));
        const shares = [3, 7, 14, 30].map((days) => recoveredWithin(paidLater, days, 100 * day));
        for (const [i, share] of shares.entries()) {
          expect(share.recovered).toBeLessThanOrEqual(share.mature);
          expect(share.recovered).toBeGreaterThanOrEqual(shares[i - 1]?.recovered ?? 0);
        }
      }),
    );
  });
});

describe("paying after a refusal", () => {
  const episode = (id: string, tenantId: string, openedDay: number) => ({ id, tenantId, openedAtMs: openedDay * day });
  const paid = (tenantId: string, atDay: number, amountMinor = 1000) => ({ tenantId, atMs: atDay * day, amountMinor });

  it("agrees with a case counted by hand", () => {
    const episodes = [
      episode("a1", "a", 0),
      episode("a2", "a", 10),
      episode("a3", "a", 35),
      episode("b1", "b", 2),
      episode("c1", "c", 38),
    ];
    const payments = [paid("a", 3), paid("a", 36, 500), paid("b", 20), paid("b", 1, 9999), paid("d", 5)];
    // a2 is within 30 days of a1. On day 40, a1 and b1 are mature for 7 days; a3 and c1 are not. a paid after 3 days.
    expect(paidAfter(episodes, payments, 7, 40 * day)).toEqual({
      converted: 1,
      mature: 2,
      immature: 2,
      followedMinor: 1000,
    });
    expect(paidAfter(episodes, payments, 7, 60 * day)).toEqual({
      converted: 2,
      mature: 4,
      immature: 0,
      followedMinor: 1500,
    });
    expect(paidAfter(episodes, payments, 30, 60 * day)).toMatchObject({ converted: 2, mature: 2, immature: 2 });
  });

  it("is never above the whole, and credits no payment twice", () => {
    const tenant = fc.constantFrom("a", "b", "c");
    const at = fc.integer({ min: 0, max: 90 });
    fc.assert(
      fc.property(fc.array(fc.tuple(tenant, at)), fc.array(fc.tuple(tenant, at)), (opened, paying) => {
        const episodes = opened.map(([tenantId, openedDay], i) => episode(String(i), tenantId, openedDay));
        const payments = paying.map(([tenantId, atDay]) => paid(tenantId, atDay, 10));
        const { converted, mature, immature, followedMinor } = paidAfter(episodes, payments, 7, 60 * day);
        expect(converted).toBeLessThanOrEqual(mature);
        expect(mature + immature).toBeLessThanOrEqual(episodes.length);
        expect(followedMinor).toBeLessThanOrEqual(payments.length * 10);
      }),
    );
  });
});

describe("a change of use", () => {
  it("agrees with a case counted by hand", () => {
    // Median of 1200, 1180, 1160, 1180 is 1180; 640 is 46 % less. Variance 266.7 is below the mean, so φ = 1.
    const change = usageChange([640, 1200, 1180, 1160, 1180]);
    expect(change).toMatchObject({ nowCalls: 640, normalCalls: 1180 });
    expect(change?.change).toBeCloseTo(-0.4576, 4);
    expect(change?.z).toBeCloseTo(-540 / Math.sqrt(1180), 6);
    expect(change?.spread).toBeCloseTo(0.0291, 4);
  });

  it("takes weeks that vary for what they are", () => {
    // Mean 1000, variance 200,000 by n − 1: φ = 200, so the same fall is far less remarkable.
    const change = usageChange([500, 1500, 500, 1000, 1000]);
    expect(change?.z).toBeCloseTo(-500 / Math.sqrt((500_000 / 3 / 1000) * 1000), 6);
  });

  it.each([
    ["too few weeks", [100, 200, 200, 200]],
    ["too few calls", [10, 90, 90, 99, 120]],
    ["no week at all", []],
  ])("says nothing of %s", (_, weeks) => {
    expect(usageChange(weeks)).toBeNull();
  });
});

describe("silence", () => {
  const daily = Array.from({ length: 28 }, (_, i) => i);

  it("is noticed on the eighth day of somebody who called daily", () => {
    expect([silence(daily, 34), silence(daily, 35)]).toEqual([null, { days: 8, longestGapDays: 1 }]);
  });

  it("is not noticed of somebody who hardly ever called, or never did", () => {
    expect([silence([0, 9, 25], 60), silence([], 60)]).toEqual([null, null]);
  });

  it("waits for a job that runs by a rhythm, but not for ever", () => {
    const monthly = Array.from({ length: 8 }, (_, i) => i * 30);
    const fortnightly = Array.from({ length: 8 }, (_, i) => i * 14);
    expect([silence(fortnightly, 98 + 21), silence(fortnightly, 98 + 22)]).toEqual([
      null,
      { days: 22, longestGapDays: 14 },
    ]);
    expect([silence(monthly, 210 + 40), silence(monthly, 210 + 41)]).toEqual([null, { days: 41, longestGapDays: 30 }]);
  });
});

describe("the wall ahead", () => {
  const used = (usedUnits: number) => ({ usedUnits, refusedUnits: 0, refusedMinutes: 0, unitsPerMinute: 0 });
  const weekdays = (count: number) => Array.from({ length: count }, (_, i) => i % 7);
  const today = { weekday: 0, left: 1, resetsInDays: 10 };

  it("comes when steady use has used the rest", () => {
    const forecast = forecastWall(
      Array.from({ length: 28 }, () => used(100)),
      weekdays(28),
      450,
      today,
      "t",
    );
    expect(forecast?.probability).toBe(1);
    expect(forecast?.levelUnits).toBeCloseTo(100, 9);
    for (const days of [forecast?.p10, forecast?.p50, forecast?.p90]) expect(days).toBeCloseTo(4.5, 9);
  });

  it("does not come before the reset where little is used", () => {
    const forecast = forecastWall(
      Array.from({ length: 28 }, () => used(10)),
      weekdays(28),
      450,
      today,
      "t",
    );
    expect(forecast?.probability).toBe(0);
    expect(forecast?.p50).toBeCloseTo(45, 9);
  });

  it("knows that nobody works on weekends", () => {
    const office = Array.from({ length: 28 }, (_, i) => used(i % 7 < 5 ? 100 : 0));
    // Friday: 100 are left for Friday, and two idle days pass before Monday.
    const forecast = forecastWall(office, weekdays(28), 150, { weekday: 4, left: 1, resetsInDays: 10 }, "t");
    expect(forecast?.p50).toBeCloseTo(3.5, 9);
  });

  it("counts what was refused as wanted, but not the loop of a client that does not read", () => {
    expect(demandOf({ usedUnits: 50, refusedUnits: 30, refusedMinutes: 10, unitsPerMinute: 5 })).toBe(80);
    expect(demandOf({ usedUnits: 50, refusedUnits: 90_000, refusedMinutes: 10, unitsPerMinute: 5 })).toBe(100);
  });

  it("has a band that widens with the past's swings, in order, and the same each time", () => {
    const swinging = Array.from({ length: 28 }, (_, i) => used(i % 3 === 0 ? 220 : 40));
    const forecast = forecastWall(swinging, weekdays(28), 700, today, "t");
    expect(forecast).toEqual(forecastWall(swinging, weekdays(28), 700, today, "t"));
    const { p10, p50, p90 } = forecast ?? {};
    expect(p10 ?? 0).toBeLessThan(p50 ?? 0);
    expect(p50 ?? 0).toBeLessThan(p90 ?? 0);
  });

  it("says nothing of a tenant that has just begun or hardly calls", () => {
    expect(
      forecastWall(
        Array.from({ length: 6 }, () => used(100)),
        weekdays(6),
        10,
        today,
        "t",
      ),
    ).toBeNull();
    const rare = Array.from({ length: 28 }, (_, i) => used(i % 7 === 0 ? 50 : 0));
    expect(forecastWall(rare, weekdays(28), 10, today, "t")).toBeNull();
  });
});

describe("cards that end", () => {
  it("expose the revenue of tenants whose every card ends before the next charge", () => {
    const holder = (tenantId: string, cardExpiriesMs: number[], nextChargeAtMs: number | null) => ({
      tenantId,
      mrrMinor: 100,
      cardExpiriesMs,
      nextChargeAtMs,
    });
    const holders = [
      holder("ends", [5], 10),
      holder("has another", [5, 20], 10),
      holder("ends later", [20], 10),
      holder("has none", [], 10),
      holder("is not charged", [5], null),
    ];
    expect(cardExposure(holders)).toEqual({ exposedMinor: 100, totalMinor: 500, tenantIds: ["ends"] });
  });
});
