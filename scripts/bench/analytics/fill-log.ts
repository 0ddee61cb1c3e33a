import type { Sql } from "@/db/connect";
import { foldMarkedEpisodes } from "@/lib/analytics/server/episodes/fold-marked-episodes";
import { scoreTenants } from "@/lib/analytics/server/signals/score-tenants";
import type { Market } from "@/scripts/bench/analytics/make-market";

const dayMs = 86_400_000;
const hands = 3;

type Given = { now: Date; rows: number; days: number; market: Market };

/** Writes the rows past the trigger, counts them in bulk, and does the worker's duties. Answers the seconds of each. */
export async function fillLog(sql: Sql, { now, rows, days, market }: Given): Promise<Record<string, number>> {
  const since = new Date(now.getTime() - days * dayMs);
  const seconds: Record<string, number> = {};
  const timed = async (name: string, deed: () => Promise<unknown>) => {
    const start = performance.now();
    await deed();
    seconds[name] = Math.round((performance.now() - start) / 100) / 10;
  };
  await placeCallers(sql, market);
  await sql`select open_request_partitions(${since}::timestamptz::date - 1, ${now}::timestamptz::date + 1)`;
  await sql.unsafe("alter table request_log disable trigger request_log_roll");
  await timed("written", () => writeDays(sql, since, days, Math.round(rows / days)));
  await sql.unsafe("alter table request_log enable trigger request_log_roll");
  await timed("counted", () =>
    sql.begin(async (tx) => {
      await tx.unsafe("set local work_mem = '512MB'; set local synchronous_commit = off");
      await tx`select rebuild_rollups(${since}::timestamptz::date - 1)`;
    }),
  );
  await sql.unsafe("vacuum analyze");
  await timed("runsFolded", async () => {
    while ((await foldMarkedEpisodes(sql, now)).folded > 0);
  });
  // The worker scores each day as it passes; only the running one is scored here.
  await sql`
    insert into risk_day (day, tenant_id, band, firings, families, expansions, mrr_minor, owed_minor, written_at)
    select day::date, t.id, 'calm', '[]', '{}', '[]', 0, 0, ${now} from tenant t,
           generate_series(${now}::timestamptz::date - 60, ${now}::timestamptz::date - 1, interval '1 day') as day`;
  await timed("scored", () => scoreTenants(sql, now));
  await sql.unsafe("vacuum analyze episode");
  // What filling left to be written would be written while pages are opened, and is no part of what they take.
  await timed("settled", () => sql.unsafe("checkpoint"));
  return seconds;
}

/** Who calls, by place: the first ones call most. */
async function placeCallers(sql: Sql, { featureIds, routeIds, apiIds }: Market): Promise<void> {
  await sql.unsafe(
    "create unlogged table bench_caller (place int primary key, tenant text, keys text[], version text)",
  );
  await sql`
    insert into bench_caller
    select row_number() over (order by md5(t.id)) - 1, t.id, array_agg(k.id order by k.id), min(s.plan_version_id)
      from tenant t join api_key k on k.tenant_id = t.id join subscription s on s.tenant_id = t.id group by t.id`;
  await sql.unsafe(
    "create unlogged table bench_route (place int primary key, api text, route text, feature text, path text)",
  );
  const routes = routeIds.map((route, place) => ({
    ...{ place, route, api: apiIds[place % 2] ?? "", feature: featureIds[Math.floor(place / 2)] ?? "" },
    path: `/v1/part-${Math.floor(place / 2)}`,
  }));
  await sql`insert into bench_route ${sql(routes)}`;
  await sql.unsafe("analyze bench_caller; analyze bench_route");
}

async function writeDays(sql: Sql, since: Date, days: number, perDay: number): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let day = next++; day < days; day = next++) {
      const start = new Date(since.getTime() + day * dayMs);
      await sql.begin(async (tx) => {
        await tx.unsafe("set local synchronous_commit = off");
        await writeDay(tx as unknown as Sql, start, day, perDay);
      });
    }
  };
  await Promise.all(Array.from({ length: hands }, work));
}

/**
 * A day of calls: many of few tenants, each mostly on one route. Every fifth tenant is refused for money on some hours of
 * the last days of a month; a few calls are refused for other reasons, fail upstream, or come from nobody known.
 */
async function writeDay(sql: Sql, start: Date, day: number, perDay: number): Promise<void> {
  await sql`
    insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, key_hint, api_id, route_id, feature_id,
      plan_version_id, method, route_path, status, code, reasons, limit_units, used_units, asked_units, units,
      upstream_status, gate_us, upstream_ms, total_ms, metered)
    select 'req_01' || lpad(upper(to_hex(${day * perDay}::bigint + n)), 24, '0'), at,
           case when status = 401 then null when m < 0.03 then 'test' else 'live' end, 'gateway',
           case when status <> 401 then tenant end, case when status <> 401 then keys[1 + floor(k * k * 3)::int] end, '…beef',
           api, route, feature, case when status <> 401 then version end, 'GET', path, status, code,
           case when code is null then '{}' else array[code] end, 100000, 40000, 1, case when status = 200 then 1 else 0 end,
           case when status in (200, 502) then status end, 60, case when status in (200, 502) then 35 end, 36, status = 200
      from (
        select n, at, m, k, c.*, r.*,
               case when c.place % 5 = 0 and extract(day from at) >= 26 and extract(hour from at) between 9 and 14 then 402
                    when s < 0.0005 then 402 when s < 0.012 then 429 when s < 0.016 then 403 when s < 0.02 then 401
                    when s < 0.026 then 502 else 200 end::smallint as status,
               case when c.place % 5 = 0 and extract(day from at) >= 26 and extract(hour from at) between 9 and 14
                      then (array['quota_exhausted','quota_exhausted','credits_exhausted','subscription_past_due',
                                  'feature_not_in_plan','trial_expired'])[1 + (c.place / 5) % 6]
                    when s < 0.0005 then 'quota_exhausted' when s < 0.012 then 'rate_limited'
                    when s < 0.014 then 'key_budget_reached' when s < 0.016 then 'permission_denied'
                    when s < 0.02 then 'invalid_api_key' when s < 0.026 then 'upstream_error' end as code
          from (select n, ${start}::timestamptz + (n::float8 / ${perDay}) * interval '1 day' as at,
                       floor(500 * power(random(), 2.5))::int as caller, floor(8 * power(random(), 3))::int as drift,
                       random() as s, random() as m, random() as k
                  from generate_series(0, ${perDay - 1}::int) n) drawn
          join bench_caller c on c.place = drawn.caller
          join bench_route r on r.place = (drawn.caller + drawn.drift) % 8
      ) calls(n, at, m, k, place, tenant, keys, version, route_place, api, route, feature, path, status, code)`;
}
