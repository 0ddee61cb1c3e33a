import { sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import type { Overdrawn } from "@/lib/catalog/views";
import { type PeriodKind, periodAt, periodZone } from "@/lib/period";

type Counted = Overdrawn & {
  anchor: Date;
  timeZone: string;
  period: PeriodKind;
  startsAt: Date;
  offset: number;
  source: string;
};

/**
 * Tenants on earlier versions of the plan whom `planVersionId` would give less of a feature than they already used, so
 * that their next call would be refused because of it. Exceptions in force count for them, and so does what pays beyond
 * the quota: credits that are left, a later bill. Nobody is overdrawn of a feature that would be counted anew from now.
 */
export async function listOverdrawn(
  reader: Reader,
  planId: string,
  planVersionId: string,
  now: Date,
): Promise<Overdrawn[]> {
  const at = now.toISOString();
  const rows = await reader.execute<Counted & Record<string, unknown>>(sql`
    with used as (
      select s.tenant_id, s.anchor, s.clock_offset_seconds, s.source, a.feature_id, a.consumed as units, a.period_start, cur.period, pf.limit_units,
             pf.feature_id is not null as included,
             coalesce((select sum(e.units) from exception e
                        where e.tenant_id = s.tenant_id and e.feature_id = a.feature_id and e.kind = 'extra_units'
                          and e.withdrawn_at is null and e.starts_at <= ${at}::timestamptz
                          and e.ends_at > ${at}::timestamptz), 0) as extra,
             exists (select 1 from exception e
                      where e.tenant_id = s.tenant_id and e.feature_id = a.feature_id and e.kind = 'feature_access'
                        and e.withdrawn_at is null and e.starts_at <= ${at}::timestamptz
                        and e.ends_at > ${at}::timestamptz) as excepted
        from subscription s
        join plan_version v on v.id = held_version(s, ${at}::timestamptz) and v.plan_id = ${planId} and v.id <> ${planVersionId}
        join ledger_account a on a.tenant_id = s.tenant_id and a.kind = 'quota' and a.mode = 'live'
         and a.period_start <= ${at}::timestamptz and a.period_end > ${at}::timestamptz
        join plan_feature cur on cur.plan_version_id = v.id and cur.feature_id = a.feature_id
        left join plan_feature pf on pf.plan_version_id = ${planVersionId} and pf.feature_id = a.feature_id
       where s.replaced_at is null and held_status(s, ${at}::timestamptz) <> 'ended'
         and (pf.feature_id is null or pf.limit_units < coalesce(cur.limit_units, pf.limit_units + 1))
         and coalesce(pf.period, cur.period) = cur.period
         and coalesce(pf.overage, 'none') = 'none'
         and (pf.credit_micro_per_unit is null
              or not exists (select 1 from ledger_account c
                              where c.tenant_id = s.tenant_id and c.kind = 'credit' and c.state = 'open'
                                and c.consumed < c.posted
                                and (c.period_end is null or c.period_end > ${at}::timestamptz)))
    )
    select u.tenant_id as "tenantId", t.name as "tenantName", u.feature_id as "featureId",
           u.units::float8 as "usedUnits",
           case when u.included then (u.limit_units + u.extra)::float8 end as "allowedUnits",
           u.anchor, u.period, u.period_start as "startsAt", t.time_zone as "timeZone",
           u.clock_offset_seconds as "offset", u.source
      from used u join tenant t on t.id = u.tenant_id
     where not u.excepted and u.units > 0
       and (not u.included or (u.limit_units is not null and u.units > u.limit_units + u.extra))
     order by t.name, u.feature_id`);
  // A plan change leaves the periods of other kinds behind: what counts is the one that calls are counted in now.
  return rows
    .filter((row) => {
      const zone = periodZone(row.period, row.source, row.timeZone);
      const period = periodAt(row.period, new Date(row.anchor), zone, now, row.offset);
      return period.start.getTime() === new Date(row.startsAt).getTime();
    })
    .map(({ tenantId, tenantName, featureId, usedUnits, allowedUnits }) => {
      return { tenantId, tenantName, featureId, usedUnits, allowedUnits };
    });
}
