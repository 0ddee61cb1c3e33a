import type { Sql } from "@/db/connect";
import type { Stretch } from "@/lib/analytics/server/logs/find-stretches";
import type { Log } from "@/lib/analytics/server/logs/resolve-log";
import { onlyCalls } from "@/lib/analytics/server/rollups/read-counts";
import type { AnyRequest } from "@/lib/analytics/views";

/** A place between rows: beyond the row of this instant and id. */
export type Cursor = { ms: number; id: string };

/**
 * Rows of the log in some stretches of time, at most `size` of them beyond the cursor. Each stretch is read in the order
 * of time and left as soon as it has enough; only partitions that it touches are opened.
 */
export async function selectRequests(
  sql: Sql,
  log: Pick<Log, "filter" | "requestId">,
  stretches: readonly Stretch[],
  { cursor, size, newestFirst }: { cursor: Cursor | null; size: number; newestFirst: boolean },
): Promise<AnyRequest[]> {
  const order = newestFirst ? sql`order by decided_at desc, request_id desc` : sql`order by decided_at, request_id`;
  const beyond =
    cursor && sql`and (decided_at, request_id) ${newestFirst ? sql`<` : sql`>`} (${new Date(cursor.ms)}, ${cursor.id})`;
  const from = new Date(Math.min(...stretches.map((each) => each.from)));
  const to = new Date(Math.max(...stretches.map((each) => each.to)));
  const only = log.requestId === null ? onlyCalls(sql, log.filter, "log") : onlyThis(sql, log, log.requestId);
  const rowsOf = (within: ReturnType<typeof onlyCalls>) => sql`
    select request_id, decided_at, mode, status, code, method, route_path, api_id, tenant_id, key_id, key_hint,
           plan_version_id, units, gate_us, total_ms, door, weight
      from request_log
     where decided_at >= ${from} and decided_at < ${to} ${within} ${beyond ?? sql``} ${only} ${order} limit ${size}`;
  const instants = (edge: "from" | "to") => stretches.map((each) => new Date(each[edge]).toISOString());
  const chosen =
    stretches.length === 1
      ? rowsOf(sql``)
      : sql`select found.* from unnest(${instants("from")}::text[]::timestamptz[],
                                       ${instants("to")}::text[]::timestamptz[]) as stretch (starts, ends)
             cross join lateral (
               ${rowsOf(sql`and decided_at >= stretch.starts and decided_at < stretch.ends`)}) as found
             ${order} limit ${size}`;
  const rows = await sql<(Omit<AnyRequest, "decidedAt"> & { decidedAt: Date })[]>`
    select r.request_id as "requestId", r.decided_at as "decidedAt", r.mode, r.status, r.code, r.method,
           r.route_path as "routePath", a.slug as "apiSlug", r.key_id as "keyId", r.key_hint as "keyHint",
           k.name as "keyName", p.name as "planName", r.units, r.gate_us as "gateUs", r.total_ms as "totalMs", r.door,
           r.weight, case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as tenant
      from (${chosen}) as r
      left join tenant t on t.id = r.tenant_id
      left join api_key k on k.tenant_id = r.tenant_id and k.id = r.key_id
      left join api a on a.id = r.api_id
      left join plan_version v on v.id = r.plan_version_id
      left join plan p on p.id = v.plan_id
     ${newestFirst ? sql`order by r.decided_at desc, r.request_id desc` : sql`order by r.decided_at, r.request_id`}`;
  return rows.map((row) => ({ ...row, decidedAt: row.decidedAt.toISOString() }));
}

/** One call by its id, of whatever mode; the other filters still hold. */
function onlyThis(sql: Sql, { filter }: Pick<Log, "filter">, requestId: string) {
  const either = sql`${onlyCalls(sql, { ...filter, mode: "live" }, "log")}`;
  const test = sql`${onlyCalls(sql, { ...filter, mode: "test" }, "log")}`;
  return sql`and request_id = ${requestId} and ((true ${either}) or (true ${test}))`;
}
