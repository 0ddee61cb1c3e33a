import type { z } from "zod";
import { rawSql } from "@/db/client";
import { RangeOnlyInput } from "@/lib/analytics/inputs";
import { passedCodes } from "@/lib/analytics/refusal-family";
import { timeRange } from "@/lib/analytics/time-range";
import type { RefusedTenant, RefusedTenants } from "@/lib/analytics/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Tenants who are refused for money now: their newest eligible live call on a feature answered 402, and what caused it
 * still holds. M3 is `refused` (tenants with any 402 in the window) out of `asked` (tenants with any eligible call).
 */
export async function listRefusedTenants(ctx: Ctx, input: z.input<typeof RangeOnlyInput>): Promise<RefusedTenants> {
  authorizeStaff(ctx, "staff:read");
  const { from, to } = timeRange(parseInput(RangeOnlyInput, input).range, ctx.now);
  const sql = rawSql();
  const eligible = sql`r.mode = 'live' and r.decided_at >= ${from} and r.decided_at < ${to} and r.tenant_id is not null
    and (r.status = 402 and r.code is not null
         or r.feature_id is not null and (r.code is null or r.code = any(${[...passedCodes]})))`;
  const [totals] = await sql<{ refused: number; asked: number }[]>`
    select count(distinct r.tenant_id) filter (where r.status = 402)::int as refused,
           count(distinct r.tenant_id)::int as asked
      from request_log r where ${eligible}`;
  const rows = await sql<(Omit<RefusedTenant, "refusedAt"> & { refusedAt: Date })[]>`
    with newest as (
      select distinct on (r.tenant_id, r.feature_id) r.* from request_log r where ${eligible}
       order by r.tenant_id, r.feature_id, r.decided_at desc, r.request_id desc
    ), standing as (
      select n.*, s.id is not null and s.status in ('active', 'trialing')
                  and (s.ends_at is null or s.ends_at > ${ctx.now}) as subscribed,
             exists (select 1 from exception e where e.tenant_id = n.tenant_id and e.kind = 'access_until'
                      and e.withdrawn_at is null and e.starts_at <= ${ctx.now} and e.ends_at > ${ctx.now}) as opened,
             en.included, en.units as allowed, coalesce(a.consumed + a.reserved, 0) as used, p.name as plan_name,
             s.plan_version_id as held_version_id
        from newest n
        left join subscription s on s.tenant_id = n.tenant_id and s.replaced_at is null
        left join plan_version v on v.id = s.plan_version_id
        left join plan p on p.id = v.plan_id
        left join lateral entitled_units(n.tenant_id, n.feature_id, ${ctx.now}) en on n.feature_id is not null
        left join lateral (
          select a.consumed, a.reserved from ledger_account a
           where a.tenant_id = n.tenant_id and a.feature_id = n.feature_id and a.mode = 'live'
             and a.period_start <= ${ctx.now} and a.period_end > ${ctx.now}
           order by a.period_start desc limit 1) a on true
       where n.status = 402
    ), still as (
      select distinct on (tenant_id) * from standing
       where case code when 'quota_exhausted'
               then not included or allowed is not null and used + coalesce(asked_units, 1) > allowed
             when 'feature_not_in_plan' then not included
             else not subscribed and not opened end
       order by tenant_id, decided_at desc, request_id desc
    )
    select t.id as "tenantId", t.name as "tenantName", still.code, still.request_id as "requestId",
           still.decided_at as "refusedAt", still.plan_name as "planName", still.held_version_id as "planVersionId", still.allowed::float8 as "limitUnits",
           still.used::float8 as "usedUnits",
           case when f.id is not null then json_build_object('id', f.id, 'name', f.name, 'unitPlural', f.unit_plural)
             end as feature,
           (select sum(r.weight) from request_log r where ${eligible} and r.tenant_id = t.id and r.status = 402)::float8
             as refusals
      from still join tenant t on t.id = still.tenant_id left join feature f on f.id = still.feature_id
     where t.status = 'active'
     order by refusals desc, t.name limit 200`;
  return {
    rows: rows.map((row) => ({ ...row, refusedAt: row.refusedAt.toISOString() })),
    refused: totals?.refused ?? 0,
    asked: totals?.asked ?? 0,
  };
}
