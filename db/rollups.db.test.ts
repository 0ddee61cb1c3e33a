import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = Date.now();

type Call = {
  tenant: string | null;
  feature: string | null;
  status: number;
  code: string | null;
  minutesAgo: number;
  weight: number;
  units: number;
};

/** Writes rows as the gateways do: in one statement, rows that are there already left alone. */
async function write(calls: (Call & { id: string })[]): Promise<void> {
  await sql`
    insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, route_id, feature_id, method, status,
      code, asked_units, units, upstream_status, gate_us, upstream_ms, total_ms, weight)
    select r.id, to_timestamp(${now}::float8 / 1000) - (r."minutesAgo" || ' minutes')::interval, 'live', 'gateway', r.tenant,
           'key_' || r.tenant, 'rte_1', r.feature, 'GET', r.status, r.code, 1, r.units,
           case when r.code is null then r.status end, 10, 5, 6, r.weight
      from jsonb_to_recordset(${JSON.stringify(calls)}::text::jsonb)
        as r (id text, tenant text, feature text, status int, code text, "minutesAgo" int, weight int, units bigint)
    on conflict do nothing`;
}

const given = (call: Partial<Call>): Call & { id: string } => ({
  id: newId("request", new Date(now)),
  tenant: "tnt_a",
  feature: "fea_1",
  status: 200,
  code: null,
  minutesAgo: 0,
  weight: 1,
  units: 1,
  ...call,
});

/** What the counts should be, from the rows. */
const recounted = () => sql`
  select date_bin('15 minutes', decided_at, '2000-01-01Z') as bucket, coalesce(tenant_id, '') as tenant, status,
         coalesce(code, '') as code, decision_class(status, code, feature_id) as class, sum(weight)::int as calls,
         sum(units)::int as units, sum(gate_us * weight)::int as "gateUs"
    from request_log group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;
const rolled = () => sql`
  select bucket, tenant_id as tenant, status, code, class, sum(calls)::int as calls, sum(units)::int as units,
         sum(gate_us)::int as "gateUs"
    from roll_quarter group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;

beforeEach(async () => {
  await sql`truncate request_log, roll_quarter, roll_hour, roll_day, roll_tenant_day, roll_total_day, episode_mark, episode`;
});

describe("the counts", () => {
  const call = fc.record({
    tenant: fc.constantFrom("tnt_a", "tnt_b", null),
    feature: fc.constantFrom("fea_1", "fea_2", null),
    answer: fc.constantFrom<[number, string | null]>(
      [200, null],
      [503, null],
      [402, "quota_exhausted"],
      [403, "key_budget_reached"],
      [403, "permission_denied"],
      [401, "invalid_api_key"],
      [429, "rate_limited"],
      [503, "temporary_reduced_capacity"],
      [502, "upstream_error"],
      [404, "not_found"],
    ),
    minutesAgo: fc.nat(600),
    weight: fc.integer({ min: 1, max: 9 }),
    units: fc.nat(5),
  });

  test("equal the rows, in whatever batches and however often they are written", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { maxLength: 40 }),
        fc.array(fc.nat(39), { maxLength: 20 }),
        async (calls, again) => {
          await sql`truncate request_log, roll_quarter, roll_hour, roll_day, roll_tenant_day, roll_total_day, episode_mark`;
          const rows = calls.map(({ answer: [status, code], ...rest }) => given({ ...rest, status, code }));
          await write(rows.slice(0, rows.length / 2));
          await write(rows.slice(rows.length / 4));
          await write(again.flatMap((place) => rows[place] ?? []));
          expect(await rolled()).toEqual(await recounted());
          const sums = await sql`
          select (select sum(weight) from request_log)::int as log, (select sum(calls) from roll_hour)::int as hours,
                 (select sum(calls) from roll_day)::int as days`;
          expect(sums[0]?.hours).toBe(sums[0]?.log);
          expect(sums[0]?.days).toBe(sums[0]?.log);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("are not changed by a statement that was undone", async () => {
    await sql
      .begin(async (tx) => {
        await tx`insert into request_log (request_id, decided_at, door, method, status, gate_us, total_ms)
               values ('req_x', now(), 'gateway', 'GET', 200, 1, 1)`;
        throw new Error("undone");
      })
      .catch(() => undefined);
    expect(await rolled()).toEqual([]);
  });

  test("of two gateways that write the same tenants in opposite order add up, and neither waits for ever", async () => {
    const tenants = Array.from({ length: 60 }, (_, i) => `tnt_${i}`);
    const batch = (order: string[]) => order.map((tenant) => given({ tenant }));
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => write(batch(i % 2 === 0 ? tenants : [...tenants].reverse()))),
    );
    const [sum] = await sql`select count(*)::int as rows, sum(calls)::int as calls from roll_quarter`;
    expect(sum).toEqual({ rows: 60, calls: 720 });
  });

  test("fall on the day of the operator's zone, also where its clocks change", async () => {
    await sql`update install set report_zone = 'Europe/Berlin'`;
    await sql`select open_request_partitions('2026-10-24', '2026-10-27')`;
    for (const at of ["2026-10-24T21:59:00Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:00Z", "2026-10-25T23:00:00Z"]) {
      await sql`insert into request_log (request_id, decided_at, door, method, status, gate_us, total_ms)
                values (${`req_${at}`}, ${at}, 'gateway', 'GET', 200, 1, 1)`;
    }
    await sql`update install set report_zone = 'UTC'`;
    const days = await sql`select day::text, sum(calls)::int as calls from roll_day group by 1 order by 1`;
    expect(days.map(({ day, calls }) => [day, calls])).toEqual([
      ["2026-10-24", 1],
      ["2026-10-25", 2],
      ["2026-10-26", 1],
    ]);
  });
});

describe("marks", () => {
  test("are made of refusals for money and by the tenant's own caps, and of nothing else", async () => {
    await write([
      given({ tenant: "tnt_money", status: 402, code: "quota_exhausted" }),
      given({ tenant: "tnt_cap", status: 403, code: "key_budget_reached" }),
      given({ tenant: "tnt_fine" }),
      given({ tenant: "tnt_policy", status: 403, code: "permission_denied" }),
      given({ tenant: null, status: 401, code: "invalid_api_key" }),
    ]);
    const marks = await sql`select tenant_id from episode_mark order by 1`;
    expect(marks.map(({ tenant_id }) => tenant_id)).toEqual(["tnt_cap", "tnt_money"]);
  });

  test("are made of a call that passes where a run of refusals is open", async () => {
    const [{ id: tenantId } = { id: "" }] = await sql<{ id: string }[]>`
      insert into tenant (id, name, created_at) values (${newId("tenant", new Date())}, 'A', now()) returning id`;
    await sql`insert into episode (id, tenant_id, feature_id, code, class, opened_at, last_refused_at, first_request_id,
                last_request_id, refusals, asked_units, cheapest_units, blind_retries)
              values ('epi_1', ${tenantId}, 'fea_1', 'quota_exhausted', 'money', now(), now(), 'req_1', 'req_1', 1, 1, 1, 0)`;
    await write([given({ tenant: tenantId }), given({ tenant: tenantId, feature: "fea_2" })]);
    expect(await sql`select feature_id from episode_mark`).toEqual([{ feature_id: "fea_1" }]);
  });
});
