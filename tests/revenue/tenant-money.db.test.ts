import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { mrrBefore } from "@/lib/analytics/metrics/mrr-history";
import { readMrrHistory } from "@/lib/analytics/server/revenue/read-mrr-history";
import { readTenantMoney } from "@/lib/analytics/server/revenue/read-tenant-money";
import { readUsageRevenue } from "@/lib/analytics/server/revenue/read-usage-revenue";
import { makePayer, makePricedPlan } from "@/tests/revenue/revenue-world";

const { sql } = await testDatabase();
const now = new Date("2026-11-21T12:00:00Z");
const day = 86_400_000;
const ago = (days: number) => new Date(now.getTime() - days * day);
const free = await makePricedPlan(sql, { name: "Free", priceMinor: 0 });
const starter = await makePricedPlan(sql, { name: "Starter", priceMinor: 3000 });
const pro = await makePricedPlan(sql, { name: "Pro", priceMinor: 9000 });

const stepsOf = async (tenantId: string, at = now) =>
  ((await readMrrHistory(sql, at, tenantId))[0]?.steps ?? []).map(({ atMs, mrrMinor, status }) => [
    Math.round((now.getTime() - atMs) / day),
    status,
    mrrMinor,
  ]);

describe("the history of a tenant's MRR", () => {
  test("follows what billing granted, step by step", async () => {
    const payer = await makePayer(sql, "Upgraded");
    await payer.give(ago(60), starter.planVersionId, { status: "trialing" });
    await payer.give(ago(46), starter.planVersionId);
    await payer.give(ago(20), pro.planVersionId);
    await payer.give(ago(10), pro.planVersionId, { status: "grace", endsAt: ago(-2) });
    await payer.give(ago(3), null);
    expect(await stepsOf(payer.id)).toEqual([
      [60, "trialing", 0],
      [46, "active", 3000],
      [20, "active", 9000],
      [10, "grace", 9000],
      [3, "none", 0],
    ]);
  });

  test("knows what the clock alone has changed: a grace that ended, a plan that gave way to the free one", async () => {
    const late = await makePayer(sql, "Late");
    await late.give(ago(40), starter.planVersionId);
    await late.give(ago(9), starter.planVersionId, { status: "grace", endsAt: ago(2) });
    expect(await stepsOf(late.id)).toEqual([
      [40, "active", 3000],
      [9, "grace", 3000],
      [2, "suspended", 0],
    ]);
    expect(await stepsOf(late.id, ago(3))).toHaveLength(2);
    const leaver = await makePayer(sql, "Leaver");
    const after = { status: "active" as const, planVersionId: free.planVersionId, reason: null };
    await leaver.give(ago(40), starter.planVersionId, { endsAt: ago(5), after });
    await leaver.give(ago(4), free.planVersionId);
    expect(await stepsOf(leaver.id)).toEqual([
      [40, "active", 3000],
      [5, "active", 0],
      [4, "active", 0],
    ]);
  });

  test("reads ends in real time, where a tenant's clock was moved", async () => {
    const moved = await makePayer(sql, "Moved");
    await moved.give(ago(5), starter.planVersionId, {
      status: "grace",
      endsAt: ago(-9),
      clockOffsetSeconds: 10 * 86_400,
    });
    expect(await stepsOf(moved.id)).toEqual([
      [5, "grace", 3000],
      [1, "suspended", 0],
    ]);
  });
});

describe("money beside the plan", () => {
  test("is overage of Stripe's invoices and of statements, and bought credits less refunds; each once", async () => {
    const payer = await makePayer(sql, "Metered");
    const flat = { amountMinor: 9000, priceId: `${pro.planVersionId}:flat` };
    const over = { amountMinor: 600, priceId: `${pro.planVersionId}:feat_1`, units: 100 };
    const paper = await payer.invoiced(ago(20), { subtotalMinor: 9600, taxMinor: 1824, lines: [flat, over] });
    await payer.invoiced(ago(19), { subtotalMinor: 600, status: "void", lines: [over] });
    await payer.invoiced(ago(18), { subtotalMinor: 600, status: "draft", lines: [over] });
    await payer.invoiced(ago(17), { subtotalMinor: 600, billedBy: "manual", lines: [over] });
    const pack = await payer.invoiced(ago(10), {
      subtotalMinor: 2000,
      taxMinor: 380,
      refundedMinor: 1190,
      reason: "credits",
    });
    const rows = await readUsageRevenue(sql, { from: ago(30), to: now }, payer.id);
    expect(rows).toMatchObject([
      { kind: "overage", amountMinor: 600, paperId: paper, units: 100, currency: "EUR" },
      { kind: "credits", amountMinor: 1000, paperId: pack, units: null },
    ]);
  });
});

describe("a tenant's money", () => {
  test("is MRR now, the mean month of 90 days, and what is owed", async () => {
    const payer = await makePayer(sql, "Whole");
    await payer.give(ago(200), pro.planVersionId);
    await payer.invoiced(ago(30), {
      subtotalMinor: 3000,
      lines: [{ amountMinor: 3000, priceId: "plv:feat", units: 9 }],
    });
    await payer.invoiced(ago(2), { subtotalMinor: 9000, taxMinor: 1710, status: "open" });
    const gone = await makePayer(sql, "Gone");
    await gone.give(ago(120), starter.planVersionId);
    await gone.give(ago(45), null);
    const prepaid = await makePayer(sql, "Prepaid");
    await prepaid.give(ago(120), free.planVersionId);
    await prepaid.invoiced(ago(60), { subtotalMinor: 2000, reason: "credits" });
    const money = await readTenantMoney(sql, now);
    expect(money.get(payer.id)).toEqual({ mrrMinor: 9000, mean90Minor: 10_000, owedMinor: 10_710, currency: "EUR" });
    expect(money.get(gone.id)).toEqual({ mrrMinor: 0, mean90Minor: 1500, owedMinor: 0, currency: "EUR" });
    expect(money.get(prepaid.id)).toEqual({ mrrMinor: 0, mean90Minor: 1000, owedMinor: 0, currency: "EUR" });
    expect(mrrBefore((await readMrrHistory(sql, now, payer.id))[0] ?? { steps: [] }, now.getTime(), "EUR")).toBe(9000);
  });
});
