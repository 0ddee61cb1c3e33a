import type { z } from "zod";
import { rawSql } from "@/db/client";
import { RangeOnlyInput } from "@/lib/analytics/inputs";
import { type Funding, isShort } from "@/lib/analytics/is-short";
import { passedCodes } from "@/lib/analytics/refusal-family";
import { selectFunding } from "@/lib/analytics/server/select-funding";
import { timeRange } from "@/lib/analytics/time-range";
import type { RefusedTenant, RefusedTenants } from "@/lib/analytics/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const maxRows = 200;
/** Refusals for want of units, whatever they are paid with. */
const unitCodes: ReadonlySet<string> = new Set(["quota_exhausted", "credits_exhausted", "credits_insufficient"]);

type Newest = Omit<RefusedTenant, "refusedAt" | "limitUnits" | "usedUnits"> & {
  refusedAt: Date;
  askedUnits: number | null;
  isSubscribed: boolean;
};

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
  const newest = await sql<Newest[]>`
    with newest as (
      select distinct on (r.tenant_id, r.feature_id) r.* from request_log r where ${eligible}
       order by r.tenant_id, r.feature_id, r.decided_at desc, r.request_id desc
    )
    select t.id as "tenantId", t.name as "tenantName", n.code, n.request_id as "requestId",
           n.decided_at as "refusedAt", n.asked_units as "askedUnits", p.name as "planName",
           v.id as "planVersionId",
           s.id is not null and held_status(s, ${ctx.now}) in ('active', 'trialing', 'grace')
             or exists (select 1 from exception e where e.tenant_id = n.tenant_id and e.kind = 'access_until'
                         and e.withdrawn_at is null and e.starts_at <= ${ctx.now} and e.ends_at > ${ctx.now})
             as "isSubscribed",
           case when f.id is not null then json_build_object('id', f.id, 'name', f.name, 'unitPlural', f.unit_plural)
             end as feature,
           (select sum(r.weight) from request_log r where ${eligible} and r.tenant_id = t.id and r.status = 402)::float8
             as refusals
      from newest n
      join tenant t on t.id = n.tenant_id
      left join feature f on f.id = n.feature_id
      left join subscription s on s.tenant_id = n.tenant_id and s.replaced_at is null
      left join plan_version v on v.id = held_version(s, ${ctx.now})
      left join plan p on p.id = v.plan_id
     where n.status = 402 and t.status = 'active'
     order by n.decided_at desc, n.request_id desc`;
  const meters = newest.flatMap(({ tenantId, feature }) => (feature ? [{ tenantId, featureId: feature.id }] : []));
  const funding = await selectFunding(meters, "live", ctx.now);
  const rows = new Map<string, RefusedTenant>();
  for (const { askedUnits, isSubscribed, ...row } of newest) {
    const paid = row.feature ? funding.get(`${row.tenantId} ${row.feature.id}`) : undefined;
    if (rows.has(row.tenantId) || !stillRefused(row.code, isSubscribed, paid, askedUnits ?? 1)) continue;
    rows.set(row.tenantId, {
      ...row,
      refusedAt: row.refusedAt.toISOString(),
      limitUnits: paid?.units ?? null,
      usedUnits: paid?.usedUnits ?? null,
    });
  }
  return {
    rows: [...rows.values()]
      .sort((a, b) => b.refusals - a.refusals || a.tenantName.localeCompare(b.tenantName, "en"))
      .slice(0, maxRows),
    refused: totals?.refused ?? 0,
    asked: totals?.asked ?? 0,
  };
}

/** Whether the gate that answered a 402 would still answer it. */
function stillRefused(code: string, isSubscribed: boolean, paid: Funding | undefined, askedUnits: number): boolean {
  if (unitCodes.has(code)) return paid === undefined || isShort(paid, askedUnits);
  if (code === "feature_not_in_plan") return !paid?.included;
  return !isSubscribed;
}
