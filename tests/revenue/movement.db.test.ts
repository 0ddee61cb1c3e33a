import { expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { movementCsv, plansCsv } from "@/lib/analytics/revenue-csv/movement";
import { changesCsv, payersCsv } from "@/lib/analytics/revenue-csv/rows";
import { getMovement } from "@/lib/analytics/server/revenue/get-movement";
import { listChanges } from "@/lib/analytics/server/revenue/list-changes";
import { listPayers } from "@/lib/analytics/server/revenue/list-payers";
import { listUsagePapers } from "@/lib/analytics/server/revenue/list-usage-papers";
import { newId } from "@/lib/id";
import { moneyDecimal } from "@/lib/money";
import { makePayer, makePricedPlan } from "@/tests/revenue/revenue-world";

const { sql } = await testDatabase();
const now = new Date("2026-11-21T12:00:00Z");
const on = (text: string) => new Date(`${text}Z`);
const ctx = () => staffCtx("support", { now });

await sql`update install set report_zone = 'Europe/Berlin' where id = 1`;

const starter = await makePricedPlan(sql, { name: "Starter", priceMinor: 3000 });
const pro = await makePricedPlan(sql, { name: "Pro", priceMinor: 9000 });
const yearly = await makePricedPlan(sql, { name: "Yearly", priceMinor: 118_800, interval: "year" });
const dollars = await makePricedPlan(sql, { name: "Dollar", priceMinor: 5000, currency: "USD" });
// September 30.00 + 90.00 + 97.64; the last instant of September in Berlin is 22:00 UTC.
const steady = await makePayer(sql, "Steady");
await steady.give(on("2026-09-10T10:00:00"), yearly.planVersionId, { source: "manual" });
const upgraded = await makePayer(sql, "Upgraded");
await upgraded.give(on("2026-09-15T10:00:00"), starter.planVersionId);
await upgraded.give(on("2026-09-30T22:30:00"), pro.planVersionId);
const leaver = await makePayer(sql, "Leaver");
await leaver.give(on("2026-09-20T10:00:00"), pro.planVersionId);
await leaver.give(on("2026-10-05T10:00:00"), starter.planVersionId);
await leaver.give(on("2026-10-20T10:00:00"), null);
const unpaid = await makePayer(sql, "Unpaid");
await unpaid.give(on("2026-10-02T10:00:00"), starter.planVersionId);
await unpaid.give(on("2026-11-02T10:00:00"), starter.planVersionId, {
  status: "grace",
  endsAt: on("2026-11-09T10:00:00"),
});
const returned = await makePayer(sql, "Returned");
await returned.give(on("2026-09-01T10:00:00"), starter.planVersionId);
await returned.give(on("2026-09-25T10:00:00"), starter.planVersionId, { status: "paused", source: "manual" });
await returned.give(on("2026-11-10T10:00:00"), starter.planVersionId);
const american = await makePayer(sql, "American");
await american.give(on("2026-10-10T10:00:00"), dollars.planVersionId);
const trial = await makePayer(sql, "Trial");
await trial.give(on("2026-11-15T10:00:00"), pro.planVersionId, { status: "trialing" });
await upgraded.invoiced(on("2026-10-15T10:00:00"), {
  subtotalMinor: 9700,
  lines: [{ amountMinor: 700, priceId: `${pro.planVersionId}:feat_1`, units: 70 }],
});
await sql`insert into plan_change (id, tenant_id, billing_subscription_id, kind, status, reason, created_by, created_at)
          select ${newId("planChange", now)}, ${leaver.id}, id, 'cancel', 'applied', 'Project ended', 'test', ${now}
            from (select ${await subscriptionOf(leaver.id)}::text as id) s`;

async function subscriptionOf(tenantId: string) {
  const id = newId("billingSubscription", now);
  await sql`insert into billing_subscription (id, tenant_id, billed_by, stripe_subscription_id, status, anchor_at,
                                              started_at, interval, created_by, created_at)
            values (${id}, ${tenantId}, 'stripe', ${`sub_${id}`}, 'canceled', ${now}, ${now}, 'month', 'test', ${now})`;
  return id;
}

test("moves by the months of the report zone, as counted by hand", async () => {
  const { steps, total, now: standing, currencies } = await getMovement(ctx());
  expect(steps).toHaveLength(12);
  const [september, october, november] = steps.slice(-3);
  // Returned came on the 1st and paused on the 25th: nothing at either end. The upgrade at 22:30 UTC is October's.
  expect(september).toMatchObject({ startMinor: 0, newMinor: 9764 + 3000 + 9000, endMinor: 21_764, payersAtEnd: 3 });
  expect(october).toMatchObject({
    start: "2026-09-30T22:00:00.000Z",
    newMinor: 3000,
    expansionMinor: 6000,
    contractionMinor: 0,
    churnMinor: 9000,
    churnedTenants: 1,
    endMinor: 21_764,
    payersAtStart: 3,
  });
  expect(november).toMatchObject({ reactivationMinor: 3000, churnMinor: 3000, endMinor: 21_764, churnedTenants: 1 });
  expect(november?.elapsed).toBeLessThan(1);
  expect(total).toMatchObject({ startMinor: 0, endMinor: 21_764, churnMinor: 12_000, churnedTenants: 2 });
  expect(standing).toEqual({
    mrrMinor: 21_764,
    payers: 3,
    arpaMinor: 7255,
    monthChangeMinor: 0,
    lastMonthChangeMinor: 0,
  });
  expect(currencies).toEqual([
    { currency: "EUR", mrrMinor: 21_764, payers: 3 },
    { currency: "USD", mrrMinor: 5000, payers: 1 },
  ]);
});

test("retains of each closed month what was there at its start, and says what is missing", async () => {
  const [one, three, twelve] = (await getMovement(ctx())).retention;
  // October: 97.64, 30.00 → 90.00, 90.00 → 0.00 of three payers.
  expect(one).toMatchObject({ months: 1, payers: 3, startMinor: 21_764, churnedTenants: 1, completeOn: null });
  expect(one?.net).toBeCloseTo((9764 + 9000) / 21_764, 12);
  expect(one?.gross).toBeCloseTo((9764 + 3000) / 21_764, 12);
  expect(one?.grossMrrChurn).toBeCloseTo(9000 / 21_764, 12);
  expect(one?.netMrrChurn).toBeCloseTo(3000 / 21_764, 12);
  expect(one?.quickRatio).toBe(1);
  expect([one?.netLow, one?.netHigh]).toEqual([null, null]);
  // The first payment was on 1 September, so the first whole months begin with October.
  expect(three).toMatchObject({ net: null, payers: 0, completeOn: "2026-12-31T23:00:00.000Z" });
  expect(twelve).toMatchObject({ net: null, completeOn: "2027-09-30T22:00:00.000Z" });
});

test("names departures by their class, and their tenants with what they wrote", async () => {
  const { departures } = await getMovement(ctx());
  expect(departures).toEqual([
    { kind: "voluntary", tenants: 1, mrrMinor: 9000 },
    { kind: "involuntary", tenants: 1, mrrMinor: 3000 },
    { kind: "paused", tenants: 0, mrrMinor: 0 },
  ]);
  const { rows } = await listChanges(ctx(), { kind: "churn" });
  expect(rows).toMatchObject([
    { tenantName: "Unpaid", departure: "involuntary", reason: null, startMinor: 3000, endMinor: 0 },
    { tenantName: "Leaver", departure: "voluntary", reason: "Project ended", startMinor: 9000 },
  ]);
  expect(rows[1]?.changes.map(({ planName, mrrMinor }) => [planName, mrrMinor])).toEqual([
    ["Starter", 3000],
    [null, 0],
  ]);
  expect((await listChanges(ctx(), { departure: "voluntary" })).rows).toHaveLength(1);
  expect((await listChanges(ctx(), { tenant: steady.id })).rows).toMatchObject([{ kind: "new", endMinor: 9764 }]);
});

test("every sum of a step is the sum of the lines behind it", async () => {
  for (const range of ["12m", "90d", "30d"] as const) {
    const [{ steps }, { rows }] = [await getMovement(ctx(), { range }), await listChanges(ctx(), { range })];
    for (const step of steps) {
      const of = rows.filter(({ start }) => start === step.start);
      for (const kind of ["new", "expansion", "reactivation", "contraction", "churn"] as const) {
        const lines = of.filter((row) => row.kind === kind);
        expect(lines.reduce((sum, row) => sum + Math.abs(row.endMinor - row.startMinor), 0)).toBe(step[`${kind}Minor`]);
        expect(lines).toHaveLength(step.tenants[kind]);
      }
    }
  }
});

test("a window as one step counts each tenant once: the rows of retention", async () => {
  const window = { from: "2026-09-30T22:00:00Z", to: "2026-11-21T12:00:00Z", whole: "true" as const };
  const { rows } = await listChanges(ctx(), window);
  expect(rows.map(({ tenantName, kind, startMinor, endMinor }) => [tenantName, kind, startMinor, endMinor])).toEqual([
    ["Leaver", "churn", 9000, 0],
    ["Upgraded", "expansion", 3000, 9000],
    ["Returned", "reactivation", 0, 3000],
  ]);
});

test("says who paid at a month's end, and who pays now by plan", async () => {
  const september = await listPayers(ctx(), { at: "2026-09-30T22:00:00Z" });
  expect(september).toMatchObject({ mrrMinor: 21_764, rows: [{ tenantName: "Steady", status: "active" }, {}, {}] });
  const pros = await listPayers(ctx(), { plan: pro.planId });
  expect(pros.rows).toMatchObject([{ tenantName: "Upgraded", mrrMinor: 9000, since: "2026-09-30T22:30:00.000Z" }]);
  expect((await listPayers(ctx(), { currency: "USD" })).mrrMinor).toBe(5000);
  await expect(listPayers(ctx(), { at: "2027-01-01T00:00:00Z" })).rejects.toMatchObject({
    code: "validation_failed",
  });
});

test("shares the plan mix so that it adds up, trials apart", async () => {
  const { plans } = await getMovement(ctx());
  expect(plans).toMatchObject([
    { name: "Yearly", tenants: 1, payers: 1, mrrMinor: 9764 },
    { name: "Pro", tenants: 2, payers: 1, trials: 1, mrrMinor: 9000 },
    { name: "Starter", tenants: 1, payers: 1, mrrMinor: 3000 },
  ]);
  expect(plans.reduce((sum, { sharePermille }) => sum + sharePermille, 0)).toBe(1000);
});

test("keeps usage apart from what is recurring, and leads to its papers", async () => {
  const { usage, now: standing } = await getMovement(ctx());
  expect(usage).toMatchObject({ overageMinor: 700, creditsMinor: 0, meanMonthMinor: null });
  expect(usage.steps.at(-2)).toMatchObject({ overageMinor: 700 });
  expect(standing.mrrMinor).toBe(21_764);
  expect(await listUsagePapers(ctx())).toMatchObject({
    rows: [{ tenantName: "Upgraded", amountMinor: 700, units: 70 }],
  });
});

test("names who pays without calling, apart from churn", async () => {
  const { dormant } = await getMovement(ctx());
  expect(dormant.map(({ tenantName }) => tenantName).sort()).toEqual(["Steady", "Upgraded"]);
});

test.each([
  ["a window that ends before it starts", { from: "2026-11-02T00:00:00Z", to: "2026-11-01T00:00:00Z" }],
  ["a window ahead", { from: "2027-11-02T00:00:00Z" }],
  ["a zone that does not exist", { tz: "Mars/Olympus" }],
  ["a currency that nobody pays in", { currency: "JPY" }],
  ["a currency that is none", { currency: "euro" }],
])("refuses %s with the field that is wrong", async (_, input) => {
  await expect(getMovement(ctx(), input)).rejects.toMatchObject({ code: "validation_failed" });
  await expect(listChanges(ctx(), input)).rejects.toMatchObject({ code: "validation_failed" });
});

test("is not told to people who are not staff", async () => {
  for (const verb of [getMovement, listChanges, listPayers, listUsagePapers]) {
    await expect(verb(staffCtx(null, { now }))).rejects.toMatchObject({ code: "not_found" });
  }
});

test("a file holds exactly what the page holds for the same address", async () => {
  const cells = (text: string) =>
    text
      .trimEnd()
      .split("\r\n")
      .slice(2)
      .map((line) => line.split(",").map((cell) => cell.replace(/^"|"$/g, "")));
  const asMoney = (amountMinor: number) => moneyDecimal({ amountMinor, currency: "EUR" });
  for (const range of ["12m", "30d"] as const) {
    const view = await getMovement(ctx(), { range });
    expect(cells(movementCsv(view)).map((row) => [row[3], row[7], row[8], row[11]])).toEqual(
      view.steps.map((step) => [
        asMoney(step.newMinor),
        asMoney(step.churnMinor),
        asMoney(step.endMinor),
        String(step.payersAtEnd),
      ]),
    );
    const changes = await listChanges(ctx(), { range });
    expect(cells(changesCsv(changes))).toHaveLength(changes.rows.flatMap((row) => row.changes).length);
    const payers = await listPayers(ctx());
    expect(cells(payersCsv(payers)).map((row) => row[5])).toEqual(payers.rows.map((row) => asMoney(row.mrrMinor)));
    expect(cells(plansCsv(view)).map((row) => Number(row[6]))).toEqual(view.plans.map((row) => row.sharePermille / 10));
  }
});
