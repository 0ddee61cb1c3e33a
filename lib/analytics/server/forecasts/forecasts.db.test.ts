import { beforeEach, describe, expect, test } from "vitest";
import { makeLedger, makeNode } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { addDays, reportDays } from "@/lib/analytics/report-days";
import { writeForecasts } from "@/lib/analytics/server/forecasts/write-forecasts";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const { today, left } = reportDays(now, "UTC", 1);
const ledger = await makeLedger(sql, 1_000);
const { accountId } = await ledger.open();
const node = await makeNode(sql);

const rolled = (day: string, of: { units?: number; asked?: number; class?: string; featureId?: string }) => sql`
  insert into roll_day (id, day, key_id, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code, calls,
    units, asked_units, upstream_client_errors, upstream_server_errors)
  values (gen_random_uuid(), ${day}, 'key_1', ${ledger.tenantId}, 'rte_1', ${of.featureId ?? ledger.featureId}, '', 'live',
    ${of.class ?? "allowed"}, 200, '', 1, ${of.units ?? 0}, ${of.asked ?? 0}, 0, 0)`;
const forecasts = () => sql`
  select feature_id as "featureId", remaining, p10, p50, p90, probability, level_units as level from forecast_day
   order by feature_id`;

beforeEach(async () => {
  await sql`truncate roll_day, roll_quarter, forecast_day`;
});

describe("the forecast of a tenant's quota", () => {
  test("is its rest by what it used on 28 complete days", async () => {
    for (let back = 1; back <= 28; back++) await rolled(addDays(today, -back), { units: 100 });
    await rolled(today, { units: 100_000 });
    const { leaseId } = await node.acquire(accountId ?? "", 200);
    await node.use([{ accountId: accountId ?? "", leaseId, cost: 200 }]);
    await node.close(leaseId);
    expect(await writeForecasts(sql, now)).toEqual({ written: 1 });
    const [row] = await forecasts();
    expect(row).toMatchObject({ remaining: 800, probability: 1, level: 100 });
    // 100 a day, of today what is left of it: 800 last 8 whole days from now, whatever the hour.
    expect(row?.p50).toBeCloseTo(8, 4);
    expect(left).toBeGreaterThan(0);
  });

  test("is the rest alone where little is known, and is rewritten while the day lasts", async () => {
    await rolled(addDays(today, -2), { units: 100 });
    await writeForecasts(sql, now);
    await writeForecasts(sql, new Date(now.getTime() + 1));
    expect(await forecasts()).toEqual([
      { featureId: ledger.featureId, remaining: 800, p10: null, p50: null, p90: null, probability: 0, level: 0 },
    ]);
  });

  test("counts what was refused, at the pace before", async () => {
    for (let back = 1; back <= 28; back++) {
      const day = addDays(today, -back);
      await rolled(day, { units: 60 });
      await rolled(day, { class: "money", asked: 5_000 });
      for (const [kind, minute, units] of [
        ["allowed", 0, 60],
        ["money", 15, 0],
        ["money", 30, 0],
      ] as const) {
        await sql`
          insert into roll_quarter (id, bucket, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code,
            calls, units, asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
          values (gen_random_uuid(), ${new Date(Date.parse(day) + minute * 60_000)}, ${ledger.tenantId}, 'rte_1', ${ledger.featureId}, '',
            'live', ${kind}, 200, '', 1, ${units}, 0, 0, 0, 0, 0)`;
      }
    }
    await writeForecasts(sql, now);
    // 60 used, and 30 minutes at 4 a minute refused: 180 a day.
    expect((await forecasts())[0]?.level).toBeCloseTo(180, 3);
  });
});

test("credits are forecast by the units beyond those included, at their price", async () => {
  const prepaid = newId("feature", now);
  await sql`insert into feature (id, slug, name, kind, created_at) values (${prepaid}, 'pages', 'Pages', 'meter', ${now})`;
  await sql`alter table plan_feature disable trigger user`;
  await sql`insert into plan_feature (plan_version_id, feature_id, limit_units, credit_micro_per_unit)
            values (${ledger.versionId}, ${prepaid}, 0, 1000)`;
  await sql`alter table plan_feature enable trigger user`;
  await sql`select credit_lot_open(${ledger.tenantId}, ${newId("creditLot", now)}, 'bought', 300000, 100, null, 'test', 'pi_1', 't', 't')`;
  for (let back = 1; back <= 28; back++) await rolled(addDays(today, -back), { units: 100, featureId: prepaid });
  await writeForecasts(sql, now);
  const [credits] = await forecasts();
  expect(credits).toMatchObject({ featureId: "", remaining: 300_000, level: 100_000 });
  expect(credits?.p50).toBeCloseTo(3, 4);
});
