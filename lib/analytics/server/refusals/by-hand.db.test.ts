import { beforeAll, describe, expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { foldMarkedEpisodes } from "@/lib/analytics/server/episodes/fold-marked-episodes";
import { getRefusalOutcomes } from "@/lib/analytics/server/refusals/get-refusal-outcomes";
import { getRefusalParts } from "@/lib/analytics/server/refusals/get-refusal-parts";
import { getRefusals } from "@/lib/analytics/server/refusals/get-refusals";
import { newId } from "@/lib/id";

/** The example of docs/analytics-by-hand.md, row by row. */
const { sql } = await testDatabase();
const now = new Date();
const hour = 3_600_000;
const day = 24 * hour;
const ctx = staffCtx("support", { now });
const { featureId, routeId } = await makeRoute(sql);

const ago = (ms: number) => new Date(now.getTime() - ms);

async function call(tenantId: string, at: Date, code: string | null) {
  await sql`
    insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, route_id, feature_id, method, status, code,
      asked_units, units, gate_us, total_ms)
    values (${newId("request", at)}, ${at}, 'live', 'gateway', ${tenantId}, ${`key_${tenantId}`}, ${routeId}, ${featureId},
      'GET', ${code === null ? 200 : 402}, ${code}, 1, ${code === null ? 1 : 0}, 1, 1)`;
}

/** 38 calls that pass, two that are refused ten minutes apart; one of the 38 after the refusals where `passedAfterMs` says. */
async function tenant(name: string, openedMs: number, code: string, passedAfterMs: number | null = null) {
  const { id } = await makeTenant(sql, name);
  const before = passedAfterMs === null ? 38 : 37;
  for (let n = 0; n < before; n++) await call(id, ago(openedMs + day + n * 60_000), null);
  await call(id, ago(openedMs), code);
  await call(id, ago(openedMs - 10 * 60_000), code);
  if (passedAfterMs !== null) await call(id, ago(openedMs - passedAfterMs), null);
  return id;
}

beforeAll(async () => {
  await sql`select open_request_partitions(${ago(12 * day)
    .toISOString()
    .slice(0, 10)}, ${now.toISOString().slice(0, 10)})`;
  const a = await tenant("A", 10 * day, "quota_exhausted");
  const b = await tenant("B", 10 * day, "subscription_required");
  await tenant("C", 10 * day, "quota_exhausted", 4 * hour);
  await tenant("D", 10 * day, "quota_exhausted");
  await tenant("E", 3 * day, "quota_exhausted");

  // A buys credits for €20 after one hour.
  const boughtAt = ago(10 * day - hour);
  await sql`select credit_lot_open(${a}, ${newId("creditLot", now)}, 'bought', 1000, 100, null, 'purchase', 'pi_a', 't', 't')`;
  await sql`update credit_lot set created_at = ${boughtAt}`;
  await sql`
    insert into invoice (id, tenant_id, billed_by, status, reason, currency, subtotal_minor, tax_minor, total_minor, due_minor,
      paid_minor, created_at, paid_at, payment_intent_id)
    values (${newId("invoice", now)}, ${a}, 'stripe', 'paid', 'credits', 'EUR', 2000, 380, 2380, 0, 2380, ${boughtAt},
      ${boughtAt}, 'pi_a')`;
  // B takes a plan of €29 after two hours.
  const takenAt = ago(10 * day - 2 * hour);
  const { planVersionId } = await putOnTestPlan(sql, { tenantId: b, featureId, units: 1_000, anchor: takenAt });
  await sql`
    insert into subscription_change (id, tenant_id, at, from_status, to_status, to_plan_version_id, source)
    values (${newId("subscriptionChange", now)}, ${b}, ${takenAt}, null, 'active', ${planVersionId}, 'stripe')`;
  await foldMarkedEpisodes(sql, now);
});

describe("the example by hand", () => {
  test("M1: 10 of 200 are 5.0%; of one tenant 2 of 40, Wilson 1.4–16.5%", async () => {
    const view = await getRefusals(ctx, { range: "30d" });
    expect(view.rate).toMatchObject({ refused: 10, eligible: 200, clusters: 5 });
    // Every tenant has the same share, so drawing tenants gives that share whatever is drawn.
    expect(view.rate.interval).toEqual({ low: 0.05, high: 0.05 });
    expect(view.families).toMatchObject({ quota: 8, no_plan: 2 });
    expect(view.affected).toEqual({ refused: 5, asked: 5 });
    const { rows } = await getRefusalParts(ctx, { range: "30d", g: "tenant" });
    expect(rows).toHaveLength(5);
    for (const row of rows) {
      expect(row).toMatchObject({ refused: 2, eligible: 40 });
      expect(row.interval?.low).toBeCloseTo(0.0138, 4);
      expect(row.interval?.high).toBeCloseTo(0.165, 4);
    }
    // All 200 at once, in the one part that holds them.
    const [route] = (await getRefusalParts(ctx, { range: "30d", g: "route" })).rows;
    expect(route?.interval?.low).toBeCloseTo(0.0274, 4);
    expect(route?.interval?.high).toBeCloseTo(0.0896, 4);
  });

  test("M4 and M6: 2 of 4 paid within 7 days, one is too young, and €49 followed", async () => {
    const { paid } = await getRefusalOutcomes(ctx, { range: "30d" });
    expect(paid).toEqual([
      { days: 1, converted: 2, mature: 5, immature: 0, followed: [{ currency: "EUR", amountMinor: 4_900 }] },
      { days: 7, converted: 2, mature: 4, immature: 1, followed: [{ currency: "EUR", amountMinor: 4_900 }] },
      { days: 30, converted: 0, mature: 0, immature: 5, followed: [] },
    ]);
  });

  test("M5: S(1 h) = 4/5, S(2 h) = 3/5, S(4 h) = 2/5, so 60% are resolved within 7 days", async () => {
    const { resolve, opened, openNow, flows } = await getRefusalOutcomes(ctx, { range: "30d" });
    expect([opened, openNow, resolve.open]).toEqual([5, 2, 2]);
    expect(resolve.points.map(({ afterMs, share }) => [afterMs / hour, share])).toEqual([
      [1, expect.closeTo(0.8, 12)],
      [2, expect.closeTo(0.6, 12)],
      [4, expect.closeTo(0.4, 12)],
    ]);
    expect(resolve.within7d).toBeCloseTo(0.6, 12);
    expect(resolve.medianMs).toBeNull();
    expect(flows).toEqual(
      expect.arrayContaining([
        { family: "quota", outcome: "open", episodes: 2 },
        { family: "quota", outcome: "top_up", episodes: 1 },
        { family: "quota", outcome: "other", episodes: 1 },
        { family: "no_plan", outcome: "upgrade", episodes: 1 },
      ]),
    );
  });
});
