import { describe, expect, test } from "vitest";
import { movementCsv, retentionCsv } from "@/lib/analytics/revenue-csv/movement";
import { cardsCsv, recoveryCsv } from "@/lib/analytics/revenue-csv/recovery";
import { changesCsv, failedCsv } from "@/lib/analytics/revenue-csv/rows";
import type { MovementView, RecoveryCohort, RecoveryView } from "@/lib/analytics/revenue-views";

const scope = {
  asOf: "2026-11-21T12:00:00.000Z",
  zone: "Europe/Berlin",
  range: "12m" as const,
  from: "2026-09-30T22:00:00.000Z",
  to: "2026-11-21T12:00:00.000Z",
  step: "month" as const,
  currency: "EUR",
  currencies: [],
  historyStart: null,
};
const step = {
  start: "2026-09-30T22:00:00.000Z",
  end: "2026-10-31T23:00:00.000Z",
  elapsed: 1,
  startMinor: 21_764,
  endMinor: 15_770,
  newMinor: 3000,
  expansionMinor: 6,
  reactivationMinor: 0,
  contractionMinor: 0,
  churnMinor: 9000,
  payersAtStart: 3,
  payersAtEnd: 3,
  churnedTenants: 1,
  tenants: { new: 1, expansion: 1, reactivation: 0, contraction: 0, churn: 1 },
};
const movement = { ...scope, steps: [step], retention: [], plans: [] } as unknown as MovementView;
const lines = (text: string) => text.trimEnd().split("\r\n");

describe("a file of money", () => {
  test("begins with what it is, its zone with offsets, its window, currency and as-of", () => {
    expect(lines(movementCsv(movement))[0]).toBe(
      '"# Movement of MRR, without tax; days and months in Europe/Berlin; from 2026-10-01T00:00:00+02:00 to 2026-11-21T13:00:00+01:00 (half-open); currency EUR; as of 2026-11-21T13:00:00+01:00"',
    );
  });

  test("holds amounts as decimals of the currency and times with their offset", () => {
    expect(lines(movementCsv(movement))[2]).toBe(
      '"2026-10-01T00:00:00+02:00","2026-11-01T00:00:00+01:00","217.64","30.00","0.06","0.00","0.00","90.00","157.70",1,1,3,0.334,1,"EUR"',
    );
  });

  test("says in words where nothing was lost, and leaves empty what cannot be told", () => {
    const without = { ...movement, steps: [{ ...step, churnMinor: 0 }] };
    expect(lines(movementCsv(without))[2]).toContain('"no losses"');
    const row = {
      months: 12,
      from: scope.from,
      to: scope.to,
      payers: 0,
      startMinor: 0,
      net: null,
      netLow: null,
      netHigh: null,
      gross: null,
      churnedTenants: 0,
      grossMrrChurn: null,
      netMrrChurn: null,
      quickRatio: null,
      completeOn: "2027-09-30T22:00:00.000Z",
    } as const;
    expect(lines(retentionCsv({ ...movement, retention: [row] }))[2]).toBe(
      '12,"2026-10-01T00:00:00+02:00","2026-11-21T13:00:00+01:00",0,"0.00","","","","",0,"","","","2027-10-01T00:00:00+02:00","EUR"',
    );
  });

  test("has a line for each change of a tenant that changed twice", () => {
    const change = {
      at: scope.from,
      status: "active",
      planId: "pln_1",
      planName: "=Pro",
      planVersion: 3,
      mrrMinor: 9900,
    };
    const row = {
      tenantId: "tnt_1",
      tenantName: "Lumen",
      start: step.start,
      end: step.end,
      kind: "churn" as const,
      departure: "voluntary" as const,
      startMinor: 2900,
      endMinor: 0,
      reason: "Project ended",
      changes: [change, { ...change, status: "none", planName: null, planVersion: null, mrrMinor: 0 }],
    };
    const [, , first, second] = lines(changesCsv({ ...scope, rows: [row] }));
    expect(first).toContain('"active","\'=Pro",3,"99.00"');
    expect(second).toContain('"none","","","0.00","Project ended"');
  });

  test("tells cohorts by month, by all and by cause, and cards by their month", () => {
    const cohort: RecoveryCohort = {
      name: "card_declined",
      start: null,
      end: null,
      failed: 2,
      failedMinor: 300,
      counted: 1,
      countedMinor: 100,
      cells: ([3, 7, 14, 30] as const).map((days) => ({
        days,
        recovered: days > 3 ? 1 : null,
        recoveredMinor: days > 3 ? 100 : null,
        maturesOn: null,
      })),
      open: 1,
      openMinor: 200,
    };
    const view = {
      ...scope,
      cohorts: [{ ...cohort, start: step.start, end: step.end }],
      total: { ...cohort, name: "all" },
      causes: [cohort],
      cards: [],
    } as unknown as RecoveryView;
    const rows = lines(recoveryCsv(view)).slice(2);
    expect(rows.map((row) => row.split(",").slice(0, 2).join())).toEqual([
      '"month","2026-10-01T00:00:00+02:00"',
      '"all 30 days old or older","all"',
      '"cause","card_declined"',
    ]);
    expect(rows[2]).toBe('"cause","card_declined",2,"3.00",1,"1.00","","",1,"1.00",1,"1.00",1,"1.00",1,"2.00","EUR"');
    expect(lines(cardsCsv(view))).toHaveLength(2);
    expect(lines(failedCsv({ ...scope, currency: null, rows: [] }))[0]).toContain("currency none yet");
  });
});
