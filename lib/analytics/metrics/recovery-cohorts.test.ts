import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  attemptSteps,
  type CollectedInvoice,
  cohortsByCause,
  cohortsByMonth,
  recoveryCohort,
} from "@/lib/analytics/metrics/recovery-cohorts";

const day = 86_400_000;
const nowMs = 70 * day;
const one = (firstDay: number, amountMinor: number, over: Partial<CollectedInvoice> = {}): CollectedInvoice => ({
  firstAtMs: firstDay * day,
  firstFailed: true,
  cause: "card_declined",
  paidAtMs: null,
  isOpen: false,
  amountMinor,
  ...over,
});
const paidOn = (atDay: number) => ({ paidAtMs: atDay * day });

/** Nine invoices over 70 days: two at once, seven failed at first. */
const invoices = [
  one(2, 100, { firstFailed: false, ...paidOn(2) }),
  one(3, 200, paidOn(5)),
  one(10, 400, { cause: "card_expired", ...paidOn(16.9) }),
  one(12, 800, { cause: "card_expired", isOpen: true }),
  one(20, 1600, paidOn(33)),
  one(35, 3200, { firstFailed: false, ...paidOn(35) }),
  one(38, 6400, paidOn(66)),
  one(60, 12_800, paidOn(61)),
  one(68, 25_600, { isOpen: true }),
];
const failed = invoices.filter(({ firstFailed }) => firstFailed);
const months = [0, 30, 60].map((from) => ({ startMs: from * day, endMs: (from + 30) * day, elapsed: 1 }));
const told = (cells: { recovered: number | null }[]) => cells.map(({ recovered }) => recovered);

describe("the payment failure rate", () => {
  it("is of the step of the first attempt, in count and value", () => {
    expect(attemptSteps(invoices, months)).toMatchObject([
      { attempted: 5, failed: 4, attemptedMinor: 3100, failedMinor: 3000 },
      { attempted: 2, failed: 1, attemptedMinor: 9600, failedMinor: 6400 },
      { attempted: 2, failed: 2, attemptedMinor: 38_400, failedMinor: 38_400 },
    ]);
  });
});

describe("recovery by cohort", () => {
  it("agrees with a case counted by hand, and tells nothing of what is too young", () => {
    const [first, second, third] = cohortsByMonth(failed, months, nowMs);
    // Paid after 2, 6.9, never and 13 days.
    expect(told(first?.cells ?? [])).toEqual([1, 2, 3, 3]);
    expect(first).toMatchObject({ failed: 4, failedMinor: 3000, counted: 4, open: 1, openMinor: 800 });
    expect(first?.cells[2]).toMatchObject({ days: 14, recoveredMinor: 2200, maturesOn: null });
    expect(told(second?.cells ?? [])).toEqual([0, 0, 0, 1]);
    // Failed on days 60 and 68: on day 70 the second is two days old.
    expect(told(third?.cells ?? [])).toEqual([null, null, null, null]);
    expect(third?.cells[0]?.maturesOn).toBe(new Date(71 * day).toISOString());
  });

  it("looks by cause, and over all, at what failed 30 days ago or longer", () => {
    const all = recoveryCohort(failed, { name: "all" }, { nowMs, onlyMature: true });
    expect(all).toMatchObject({ failed: 7, counted: 5, countedMinor: 9400, open: 2 });
    expect(told(all.cells)).toEqual([1, 2, 3, 4]);
    const [declined, expired] = cohortsByCause(failed, nowMs);
    expect(declined).toMatchObject({ name: "card_declined", failed: 5, counted: 3 });
    expect(expired).toMatchObject({ name: "card_expired", failed: 2, counted: 2, openMinor: 800 });
    expect(told(expired?.cells ?? [])).toEqual([0, 1, 1, 1]);
  });

  it("tells nothing of nothing", () => {
    expect(cohortsByMonth([], months, nowMs)).toEqual([]);
    expect(told(recoveryCohort([], { name: "all" }, { nowMs, onlyMature: true }).cells)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("is never above the whole, and never falls with the days", () => {
    const invoice = fc.record({
      at: fc.integer({ min: 0, max: 70 }),
      after: fc.option(fc.integer({ min: 0, max: 60 })),
    });
    fc.assert(
      fc.property(fc.array(invoice), fc.boolean(), (given, onlyMature) => {
        const some = given.map(({ at, after }) =>
          one(at, 100, { paidAtMs: after === null || at + after > 70 ? null : (at + after) * day }),
        );
        const { cells, counted } = recoveryCohort(some, { name: "all" }, { nowMs, onlyMature });
        let before = 0;
        for (const { recovered } of cells) {
          if (recovered === null) continue;
          expect(recovered).toBeLessThanOrEqual(counted);
          expect(recovered).toBeGreaterThanOrEqual(before);
          before = recovered;
        }
      }),
    );
  });
});
