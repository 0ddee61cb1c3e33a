import { describe, expect, it } from "vitest";
import {
  currenciesOf,
  type HeldStep,
  meanMonthMinor,
  mrrBefore,
  mrrOf,
  mrrSteps,
  spanOf,
} from "@/lib/analytics/metrics/mrr-history";

const day = 86_400_000;
const price = (amountMinor: number, currency = "EUR", interval: "month" | "year" = "month") => ({
  amountMinor,
  currency,
  interval,
});
const step = (atDay: number, amountMinor: number | null, over: Partial<HeldStep> = {}): HeldStep => ({
  atMs: atDay * day,
  status: "active",
  source: "stripe",
  reason: null,
  planVersionId: "plv_1",
  price: amountMinor === null ? null : price(amountMinor),
  ...over,
});
const history = (...steps: HeldStep[]) => ({ steps: mrrSteps(steps) });
const span = (fromDay: number, toDay: number) => ({ fromMs: fromDay * day, toMs: toDay * day });

describe("what is held is worth a month", () => {
  it.each([
    ["its price while it is active", "active", "stripe", 2900],
    ["its price in grace: the invoice is late, the plan goes on", "grace", "stripe", 2900],
    ["the same when the operator writes the invoice", "active", "manual", 2900],
    ["nothing in a trial", "trialing", "stripe", 0],
    ["nothing while suspended for a late payment", "suspended", "stripe", 0],
    ["nothing while paused", "paused", "manual", 0],
    ["nothing once ended", "ended", "stripe", 0],
    ["nothing where nobody bills it", "active", "nobody", 0],
  ])("%s", (_, status, source, mrrMinor) => {
    expect(mrrOf({ ...step(0, 2900), status, source })).toBe(mrrMinor);
  });

  it("counts a yearly price as 30 of its 365 days", () => {
    expect(mrrOf({ ...step(0, 0), price: price(118_800, "EUR", "year") })).toBe(9764);
  });
});

describe("MRR before an instant", () => {
  const upgraded = history(step(1, 2900), step(10, 9900), step(20, null, { status: "none" }));

  it("is what was held until then: a change at the instant itself belongs to what follows", () => {
    const at = (atDay: number) => mrrBefore(upgraded, atDay * day, "EUR");
    expect([at(1), at(1.1), at(10), at(10.1), at(20), at(20.1)]).toEqual([0, 2900, 2900, 9900, 9900, 0]);
  });

  it("is told apart by currency", () => {
    expect(mrrBefore(upgraded, 5 * day, "USD")).toBe(0);
    const moved = history(step(1, 2900), step(10, 0, { price: price(3100, "USD") }));
    expect([mrrBefore(moved, 11 * day, "EUR"), mrrBefore(moved, 11 * day, "USD")]).toEqual([0, 3100]);
    expect(currenciesOf([moved, upgraded], 12 * day)).toEqual(["EUR", "USD"]);
    expect(currenciesOf([history(step(1, 0))], 12 * day)).toEqual([]);
  });
});

describe("a tenant's window", () => {
  it.each([
    [
      "upgraded and left within it: what it had at the start is lost",
      [step(0, 2900), step(12, 9900), step(15, null)],
      2900,
      0,
      true,
    ],
    ["came and left within it: no trace at either end", [step(12, 2900), step(15, null)], 0, 0, false],
    ["left before and came back", [step(0, 2900), step(5, null), step(15, 2900)], 0, 2900, true],
    ["was new, left and came back within it", [step(11, 2900), step(12, null), step(13, 4900)], 0, 4900, false],
    [
      "paused and resumed within it",
      [step(0, 2900), step(11, 2900, { status: "paused" }), step(12, 2900)],
      2900,
      2900,
      true,
    ],
    ["ended its trial in it", [step(0, 2900, { status: "trialing" }), step(14, 2900)], 0, 2900, false],
    ["began at its first instant", [step(10, 2900)], 0, 2900, false],
    ["begins at its end", [step(20, 2900)], 0, 0, false],
  ] as const)("%s", (_, steps, startMinor, endMinor, hadPaidBefore) => {
    expect(spanOf(history(...steps), span(10, 20), "EUR")).toEqual({ startMinor, endMinor, hadPaidBefore });
  });
});

describe("the mean month of 90 days", () => {
  it("weights MRR by the time it stood, and adds what was invoiced beside it", () => {
    // 60 days of 30.00 and 30 days of 90.00: 50.00 a month. 60.00 and 30.00 in three months: 30.00 a month.
    const held = history(step(-100, 3000), step(60, 9000));
    const usage = [
      { atMs: 10 * day, amountMinor: 6000 },
      { atMs: 70 * day, amountMinor: 3000 },
      { atMs: -1 * day, amountMinor: 99_999 },
    ];
    expect(meanMonthMinor(held, usage, { sinceMs: -100 * day, nowMs: 90 * day, currency: "EUR" })).toBe(8000);
  });

  it("measures a younger tenant by its own days, and one of days by a whole month", () => {
    const held = history(step(30, 3000));
    expect(meanMonthMinor(held, [], { sinceMs: 30 * day, nowMs: 90 * day, currency: "EUR" })).toBe(3000);
    expect(meanMonthMinor(history(step(75, 3000)), [], { sinceMs: 75 * day, nowMs: 90 * day, currency: "EUR" })).toBe(
      1500,
    );
  });

  it("remembers who is suspended or gone, and is nothing for who never paid", () => {
    const held = history(step(-100, 3000), step(60, 3000, { status: "suspended" }));
    expect(meanMonthMinor(held, [], { sinceMs: -100 * day, nowMs: 90 * day, currency: "EUR" })).toBe(2000);
    expect(meanMonthMinor(history(), [], { sinceMs: null, nowMs: 90 * day, currency: "EUR" })).toBe(0);
  });
});
