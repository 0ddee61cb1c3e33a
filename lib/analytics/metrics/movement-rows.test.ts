import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addSteps,
  departureOf,
  movementRows,
  quickRatio,
  spansOf,
  sumSteps,
} from "@/lib/analytics/metrics/movement-rows";
import { type HeldStep, mrrSteps } from "@/lib/analytics/metrics/mrr-history";
import { retention } from "@/lib/analytics/metrics/mrr-movement";

const day = 86_400_000;
const held = (atDay: number, amountMinor: number, status = "active", currency = "EUR"): HeldStep => ({
  atMs: atDay * day,
  status,
  source: "stripe",
  reason: null,
  planVersionId: "plv_1",
  price: { amountMinor, currency, interval: "month" },
});
const tenant = (tenantId: string, ...steps: HeldStep[]) => ({
  tenantId,
  tenantName: tenantId.toUpperCase(),
  steps: mrrSteps(steps),
});
const months = [0, 30, 60].map((from) => ({ startMs: from * day, endMs: (from + 30) * day }));

/**
 * Three months of 30 days, seven tenants, counted by hand:
 *   month 1: a, b, c, d, y begin outside or within; month 2: movements; month 3: more.
 *   a  30.00 since day −10, 90.00 from day 40                 → expansion 60.00 in month 2
 *   b  90.00 since day −10, 30.00 from day 45                 → contraction 60.00 in month 2
 *   c  30.00 since day −10, upgraded to 90.00 on day 40, left on day 50 → churn of 30.00 in month 2
 *   d  30.00 since day −10, paused day 35, resumed day 70     → churn 30.00 in month 2, reactivation in month 3
 *   e  30.00 from day 65                                      → new in month 3
 *   f  30.00 from day 41 to day 44                            → nothing
 *   y  100.00 since day −10, to the end                       → nothing
 */
const world = [
  tenant("a", held(-10, 3000), held(40, 9000)),
  tenant("b", held(-10, 9000), held(45, 3000)),
  tenant("c", held(-10, 3000), held(40, 9000), held(50, 0, "ended")),
  tenant("d", held(-10, 3000), held(35, 3000, "paused"), held(70, 3000)),
  tenant("e", held(65, 3000)),
  tenant("f", held(41, 3000), held(44, 3000, "ended")),
  tenant("y", held(-10, 10_000)),
];

describe("movement by month", () => {
  it("agrees with a case counted by hand", () => {
    const [first, second, third] = sumSteps(world, months, "EUR");
    expect(first).toMatchObject({ startMinor: 28_000, endMinor: 28_000, payersAtStart: 5, payersAtEnd: 5 });
    expect(second).toEqual({
      startMinor: 28_000,
      endMinor: 22_000,
      newMinor: 0,
      expansionMinor: 6000,
      reactivationMinor: 0,
      contractionMinor: 6000,
      churnMinor: 6000,
      payersAtStart: 5,
      payersAtEnd: 3,
      churnedTenants: 2,
      tenants: { new: 0, expansion: 1, reactivation: 0, contraction: 1, churn: 2 },
    });
    expect(third).toMatchObject({ startMinor: 22_000, newMinor: 3000, reactivationMinor: 3000, endMinor: 28_000 });
  });

  it("has a line for each tenant that moved, with every change behind it", () => {
    const rows = movementRows(world, months, "EUR").map(({ tenantId, bucket, kind, departure, changes }) => [
      tenantId,
      bucket,
      kind,
      departure,
      changes.length,
    ]);
    expect(rows).toEqual([
      ["a", 1, "expansion", null, 1],
      ["b", 1, "contraction", null, 1],
      ["c", 1, "churn", "voluntary", 2],
      ["d", 1, "churn", "paused", 1],
      ["d", 2, "reactivation", null, 1],
      ["e", 2, "new", null, 1],
    ]);
  });

  it("gives retention, churn and the quick ratio of month 2 as counted by hand", () => {
    const spans = spansOf(world, { fromMs: 30 * day, toMs: 60 * day }, "EUR");
    const shares = retention(spans);
    // Those who paid at the start: 280.00, of them 90 + 30 + 0 + 0 + 100 = 220 at the end; gross 30 + 30 + 0 + 0 + 100.
    expect(shares.net).toBeCloseTo(220 / 280, 12);
    expect(shares.gross).toBeCloseTo(160 / 280, 12);
    expect(shares.tenantChurn).toBeCloseTo(2 / 5, 12);
    expect(shares.grossMrrChurn).toBeCloseTo(120 / 280, 12);
    expect(shares.netMrrChurn).toBeCloseTo(60 / 280, 12);
    expect(sumSteps(world, months, "EUR").map(quickRatio)).toEqual([null, 0.5, "none"]);
  });

  it("leaves who came back out of net retention, but not out of net churn", () => {
    const spans = spansOf(world, { fromMs: 60 * day, toMs: 90 * day }, "EUR");
    expect(retention(spans)).toMatchObject({ net: 1, gross: 1, tenantChurn: 0, grossMrrChurn: 0 });
    expect(retention(spans).netMrrChurn).toBeCloseTo(-30 / 220, 12);
  });

  it("says nothing of nobody, and all of one", () => {
    expect(sumSteps([], months, "EUR").map(({ endMinor }) => endMinor)).toEqual([0, 0, 0]);
    expect(retention(spansOf([], { fromMs: 0, toMs: day }, "EUR")).net).toBeNull();
    const one = [tenant("one", held(-10, 5000), held(10, 5000, "ended"))];
    expect(retention(spansOf(one, { fromMs: 0, toMs: 30 * day }, "EUR"))).toMatchObject({ net: 0, tenantChurn: 1 });
    expect(addSteps([])).toBeNull();
  });

  it("keeps currencies apart: who changes it leaves the one and is new to the other's sum", () => {
    const moved = [
      tenant("m", held(-10, 3000), held(40, 3300, "active", "USD")),
      tenant("u", held(5, 700, "active", "USD")),
    ];
    expect(sumSteps(moved, months, "EUR")[1]).toMatchObject({ startMinor: 3000, churnMinor: 3000, endMinor: 0 });
    expect(sumSteps(moved, months, "USD")[1]).toMatchObject({
      startMinor: 700,
      reactivationMinor: 3300,
      endMinor: 4000,
    });
  });

  it("counts a change at midnight of the first to the month that begins", () => {
    const sums = sumSteps([tenant("n", held(30, 3000))], months, "EUR");
    expect(sums.map(({ newMinor, endMinor }) => [newMinor, endMinor])).toEqual([
      [0, 0],
      [3000, 3000],
      [0, 3000],
    ]);
  });
});

describe("a departure", () => {
  it.each([
    ["cancelled and over", "active", "ended", "voluntary"],
    ["left for a plan without a price", "active", "active", "voluntary"],
    ["closed because the payment did not come", "grace", "suspended", "involuntary"],
    ["ended while a payment was late", "grace", "none", "involuntary"],
    ["stopped on purpose", "active", "paused", "paused"],
  ])("%s", (_, before, after, kind) => {
    const [one, two] = mrrSteps([held(0, 3000, before), held(1, 0, after)]);
    expect(departureOf(one ?? null, two ?? (one as never))).toBe(kind);
  });
});

it("always adds up: each step from its start to its end, and the steps to their total", () => {
  const step = fc.record({
    atMs: fc.integer({ min: -20 * day, max: 95 * day }),
    amount: fc.constantFrom(0, 1900, 2900, 9900),
    status: fc.constantFrom("active", "grace", "suspended", "paused", "ended", "trialing"),
  });
  const histories = fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 5 });
  fc.assert(
    fc.property(histories, (given) => {
      const some = given.map((steps, i) =>
        tenant(
          `t${i}`,
          ...[...steps]
            .sort((a, b) => a.atMs - b.atMs)
            .map(({ atMs, amount, status }) => ({ ...held(0, amount, status), atMs })),
        ),
      );
      const sums = sumSteps(some, months, "EUR");
      const balance = (sum: (typeof sums)[number]) =>
        sum.startMinor +
        sum.newMinor +
        sum.expansionMinor +
        sum.reactivationMinor -
        sum.contractionMinor -
        sum.churnMinor;
      for (const sum of sums) expect(balance(sum)).toBe(sum.endMinor);
      const total = addSteps(sums);
      if (total) expect(balance(total)).toBe(total.endMinor);
      const rows = movementRows(some, months, "EUR");
      const churned = rows.filter(({ kind }) => kind === "churn");
      expect(churned.reduce((sum, { startMinor }) => sum + startMinor, 0)).toBe(total?.churnMinor);
      expect(churned).toHaveLength(total?.churnedTenants ?? 0);
    }),
  );
});
