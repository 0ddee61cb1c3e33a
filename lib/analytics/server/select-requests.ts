import type { z } from "zod";
import { rawSql } from "@/db/client";
import type { ListAllRequestsInput } from "@/lib/analytics/inputs";
import { timeRange } from "@/lib/analytics/time-range";
import type { AnyRequest } from "@/lib/analytics/views";
import { idTime } from "@/lib/id";

export type RequestFilter = z.output<typeof ListAllRequestsInput>;
type Page = { rows: AnyRequest[]; next: string | null };

/** A call is decided within minutes of its id; a window around it also finds what its sender's clock put off. */
const aroundMs = 60 * 60_000;

/** One id is looked for where its own time says it lies, whatever the window and the mode. */
function windowOf(filter: RequestFilter, now: Date): { from: Date; to: Date } {
  if (filter.request === undefined) return timeRange(filter.range, now);
  const at = idTime(filter.request).getTime();
  return { from: new Date(at - aroundMs), to: new Date(at + aroundMs) };
}

/**
 * A page of calls, newest first; `next` is the `after` of the following page, null at the end. Who may see whose calls
 * is the caller's matter: without `filter.tenant` these are everybody's.
 */
export async function selectRequests(
  filter: RequestFilter,
  at: { now: Date; pageSize: number; window?: { from: Date; to: Date } | null },
): Promise<Page> {
  const { from, to } = at.window ?? windowOf(filter, at.now);
  const sql = rawSql();
  const only = (value: string | undefined, column: string) =>
    value === undefined ? sql`` : sql`and r.${sql(column)} = ${value}`;
  const ofMode = filter.mode === "live" ? sql`and (r.mode = 'live' or r.mode is null)` : sql`and r.mode = 'test'`;
  const [afterMs, afterId] = filter.after?.split(".") ?? [];
  const found = await sql<(Omit<AnyRequest, "decidedAt"> & { decidedAt: Date })[]>`
    select r.request_id as "requestId", r.decided_at as "decidedAt", r.mode, r.status, r.code, r.method,
           r.route_path as "routePath", a.slug as "apiSlug", r.key_id as "keyId", r.key_hint as "keyHint",
           k.name as "keyName", p.name as "planName", r.units, r.gate_us as "gateUs", r.total_ms as "totalMs", r.door,
           r.weight, case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as tenant
      from request_log r
      left join tenant t on t.id = r.tenant_id
      left join api_key k on k.tenant_id = r.tenant_id and k.id = r.key_id
      left join api a on a.id = r.api_id
      left join plan_version v on v.id = r.plan_version_id
      left join plan p on p.id = v.plan_id
     where r.decided_at >= ${from} and r.decided_at < ${to} ${filter.request === undefined ? ofMode : sql``}
       ${only(filter.tenant, "tenant_id")} ${only(filter.api, "api_id")} ${only(filter.route, "route_id")}
       ${only(filter.key, "key_id")} ${only(filter.request, "request_id")}
       ${filter.code?.length ? sql`and r.code = any(${filter.code})` : sql``}
       ${
         filter.status?.length
           ? sql`and (r.status::text = any(${filter.status}) or (r.status / 100) || 'xx' = any(${filter.status}))`
           : sql``
       }
       ${afterId ? sql`and (r.decided_at, r.request_id) < (${new Date(Number(afterMs))}, ${afterId})` : sql``}
     order by r.decided_at desc, r.request_id desc limit ${at.pageSize + 1}`;
  const rows = found.slice(0, at.pageSize).map((row) => ({ ...row, decidedAt: row.decidedAt.toISOString() }));
  const last = found.length > at.pageSize ? found[at.pageSize - 1] : undefined;
  return { rows, next: last ? `${last.decidedAt.getTime()}.${last.requestId}` : null };
}
