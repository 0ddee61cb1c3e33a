import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { decisionClass } from "@/lib/analytics/decision-class";
import { type CountFilter, type Dimension, readCalls, readCounts } from "@/lib/analytics/server/rollups/read-counts";
import { seededRandom } from "@/lib/analytics/statistics/seeded-random";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.parse("2026-11-05T10:07:31Z");
const answers: [status: number, code: string | null][] = [
  [200, null],
  [200, null],
  [503, null],
  [402, "quota_exhausted"],
  [402, "credits_exhausted"],
  [403, "key_budget_reached"],
  [403, "permission_denied"],
  [401, "invalid_api_key"],
  [429, "rate_limited"],
  [502, "upstream_error"],
  [503, "temporary_reduced_capacity"],
  [404, "not_found"],
];

type Row = {
  request_id: string;
  decided_at: string;
  mode: string | null;
  tenant_id: string | null;
  key_id: string | null;
  route_id: string | null;
  feature_id: string | null;
  plan_version_id: string | null;
  status: number;
  code: string | null;
  units: number;
  asked_units: number;
  weight: number;
};

/** Calls of a fortnight in which Berlin's clocks change. */
function invent(count: number): Row[] {
  const random = seededRandom("calls");
  const one = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  return Array.from({ length: count }, () => {
    const at = new Date(now - Math.floor(random() * 14 * dayMs));
    const [status, code] = one(answers);
    const tenant = status === 401 ? null : one(["tnt_a", "tnt_b", "tnt_c"]);
    return {
      request_id: newId("request", at),
      decided_at: at.toISOString(),
      mode: tenant === null ? null : one(["live", "live", "live", "test"]),
      tenant_id: tenant,
      key_id: tenant && `${tenant}_${one(["1", "2"])}`,
      route_id: status === 404 ? null : one(["rte_1", "rte_2"]),
      feature_id: one(["fea_1", "fea_2", null]),
      plan_version_id: tenant && one(["plv_1", "plv_2"]),
      status,
      code,
      units: code === null ? 2 : 0,
      asked_units: 2,
      weight: code === null ? 1 : one([1, 1, 7]),
    };
  });
}

const rows = invent(6_000);

beforeAll(async () => {
  await sql`update install set report_zone = 'Europe/Berlin'`;
  await sql`select open_request_partitions('2026-10-20', '2026-11-06')`;
  for (let at = 0; at < rows.length; at += 500) {
    await sql`
      insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, route_id, feature_id,
        plan_version_id, method, status, code, units, asked_units, gate_us, total_ms, weight)
      select r.request_id, r.decided_at, r.mode, 'gateway', r.tenant_id, r.key_id, r.route_id, r.feature_id,
             r.plan_version_id, 'GET', r.status, r.code, r.units, r.asked_units, 1, 1, r.weight
        from jsonb_populate_recordset(null::request_log, ${JSON.stringify(rows.slice(at, at + 500))}::text::jsonb) as r`;
  }
});

const columnOf: Record<Dimension, keyof Row> = {
  tenant: "tenant_id",
  key: "key_id",
  route: "route_id",
  feature: "feature_id",
  planVersion: "plan_version_id",
  status: "status",
};

/** The same, counted over the rows one by one. */
function recount(starts: number[], to: number, filter: CountFilter, by: readonly Dimension[]): Map<string, number[]> {
  const sums = new Map<string, number[]>();
  for (const row of rows) {
    const at = Date.parse(row.decided_at);
    const kind = decisionClass({ status: row.status, code: row.code, featureId: row.feature_id });
    const fits =
      at >= (starts[0] ?? 0) &&
      at < to &&
      (filter.mode === "test" ? row.mode === "test" : row.mode !== "test") &&
      (!filter.tenants || filter.tenants.includes(row.tenant_id ?? "")) &&
      (!filter.keys || filter.keys.includes(row.key_id ?? "")) &&
      (!filter.routes || filter.routes.includes(row.route_id ?? "")) &&
      (!filter.codes || filter.codes.includes(row.code ?? "")) &&
      (!filter.statuses ||
        filter.statuses.some((each) => each === `${row.status}` || each === `${Math.floor(row.status / 100)}xx`)) &&
      (!filter.classes || filter.classes.includes(kind));
    if (!fits) continue;
    const step = starts.findLastIndex((start) => start <= at);
    const name = JSON.stringify([step, kind, row.code ?? "", ...by.map((name) => String(row[columnOf[name]] ?? ""))]);
    const sum = sums.get(name) ?? [0, 0, 0];
    sums.set(name, [
      (sum[0] ?? 0) + row.weight,
      (sum[1] ?? 0) + row.units,
      (sum[2] ?? 0) + row.asked_units * row.weight,
    ]);
  }
  return sums;
}

describe("counts", () => {
  const windows = fc.oneof(
    // Any instants; hours; quarters; days of the report zone, with an hour more or less in October.
    fc.record({
      from: fc.integer({ min: now - 14 * dayMs, max: now }),
      length: fc.nat(13 * dayMs),
      grid: fc.constant(1),
    }),
    fc.record({
      from: fc.nat(300).map((n) => Date.parse("2026-10-22T22:00:00Z") + n * hourMs),
      length: fc.nat(12).map((n) => n * dayMs),
      grid: fc.constantFrom(hourMs, hourMs / 4, 24 * hourMs),
    }),
  );
  const filters = fc.record(
    {
      mode: fc.constantFrom<"live" | "test">("live", "test"),
      tenants: fc.subarray(["tnt_a", "tnt_b", ""], { minLength: 1 }),
      keys: fc.constant(["tnt_a_1"]),
      routes: fc.constantFrom(["rte_1"], [""]),
      codes: fc.constantFrom(["quota_exhausted", "key_budget_reached"], ["", "rate_limited"], []),
      statuses: fc.constantFrom(["402", "5xx"], ["2xx"]),
      classes: fc.constant(["allowed" as const, "money" as const]),
    },
    { requiredKeys: ["mode"] },
  );
  const dimensions = fc.subarray<Dimension>(["tenant", "key", "route", "feature", "planVersion", "status"], {
    maxLength: 3,
  });

  test("equal the rows of the log for any window, steps, filter and division", async () => {
    await fc.assert(
      fc.asyncProperty(
        windows,
        fc.integer({ min: 1, max: 20 }),
        filters,
        dimensions,
        async (window, steps, filter, by) => {
          const to = Math.min(window.from + window.length + 1, now);
          const starts = [window.from];
          for (let n = 1; n < steps && window.grid > 1; n++) starts.push(window.from + n * window.grid);
          const within = starts.filter((start) => start < to);
          if (within.length === 0) return;
          const found = await readCounts(sql, {
            starts: within.map((start) => new Date(start)),
            to: new Date(to),
            now: new Date(now),
            reportZone: "Europe/Berlin",
            filter,
            by,
          });
          const got = new Map(
            found.map((row) => [
              JSON.stringify([row.step, row.class, row.code, ...by.map((name) => row[name])]),
              [row.calls, row.units, row.askedUnits],
            ]),
          );
          expect(got).toEqual(recount(within, to, filter, by));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("asked for twice at once are read once, and anew when they are asked for later", async () => {
    const ask = () =>
      readCalls(sql, {
        starts: [new Date(now - 9 * dayMs)],
        to: new Date(now),
        now: new Date(now),
        reportZone: "Europe/Berlin",
        filter: { mode: "live" },
        by: ["tenant"],
      });
    const [one, other] = await Promise.all([ask(), ask()]);
    expect(other).toBe(one);
    const later = await ask();
    expect(later).not.toBe(one);
    expect(new Set(later)).toEqual(new Set(one));
  });

  test("built anew are the same", async () => {
    const all = () => sql`
      select 'q' as name, bucket::text as at, tenant_id, class, code, sum(calls) as calls, sum(units) as units from roll_quarter
       group by 1, 2, 3, 4, 5
      union all select 'h', bucket::text, '', class, code, sum(calls), sum(units) from roll_hour group by 1, 2, 3, 4, 5
      union all select 't', day::text, tenant_id, class, code, sum(calls), sum(units) from roll_tenant_day
       group by 1, 2, 3, 4, 5
      union all select 'a', day::text, route_id, class, code, sum(calls), sum(units) from roll_total_day
       group by 1, 2, 3, 4, 5
      union all select 'd', day::text, tenant_id || key_id, class, code, sum(calls), sum(units) from roll_day
       group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;
    const before = await all();
    await sql`select rebuild_rollups('2026-10-20')`;
    expect(await all()).toEqual(before);
    await sql`select rebuild_rollups('2026-10-30')`;
    expect(await all()).toEqual(before);
    await sql`select rebuild_rollups('2026-10-23', '2026-10-26')`;
    expect(await all()).toEqual(before);
    await sql`truncate roll_quarter, roll_hour, roll_day, roll_tenant_day, roll_total_day`;
    await sql`select rebuild_rollups('2026-10-26')`;
    await sql`select rebuild_rollups('2026-10-19', '2026-10-26')`;
    expect(await all()).toEqual(before);
  });
});
