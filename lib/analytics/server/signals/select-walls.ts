import type { Sql } from "@/db/connect";
import type { FactsAt } from "@/lib/analytics/server/signals/facts-at";

export type OpenWall = {
  tenantId: string;
  code: string;
  featureName: string | null;
  openedAt: Date;
  receiptsOpened: boolean;
};

/** The oldest open run of refusals for money of each tenant that was called in the last 24 hours. */
export const selectOpenWalls = (sql: Sql, { at }: FactsAt): Promise<OpenWall[]> =>
  sql<OpenWall[]>`
    select distinct on (e.tenant_id) e.tenant_id as "tenantId", e.code, f.name as "featureName",
           e.opened_at as "openedAt", coalesce(e.receipt_opened_at <= ${at}, false) as "receiptsOpened"
      from episode e left join feature f on f.id = e.feature_id
     where e.class = 'money' and e.opened_at <= ${at} and (e.resolved_at is null or e.resolved_at > ${at})
       and e.last_refused_at > ${at}::timestamptz - interval '1 day'
       and exists (select 1 from roll_quarter q
                    where q.tenant_id = e.tenant_id and q.bucket > ${at}::timestamptz - interval '1 day' and q.bucket <= ${at}
                      and q.mode = 'live' and q.class = 'money' and q.code = e.code and q.feature_id = e.feature_id)
     order by e.tenant_id, e.opened_at`;

export type WallSums = {
  tenantId: string;
  waitedOut: number;
  quotaWalls: number;
  quotaPaid: number;
  refusals: number;
  blind: number;
  capsRaised: number;
};

/** How runs of refusals of 90 days went, of every tenant that had any. */
export const selectWallSums = (sql: Sql, { at, isLive }: FactsAt): Promise<WallSums[]> =>
  sql<WallSums[]>`
    with run as (
      select *, resolved_at is not null and resolved_at <= ${at} as is_over,
             ${at}::timestamptz - opened_at as opened_ago
        from episode
       where opened_at <= ${at} and opened_at > ${at}::timestamptz - interval '120 days')
    select tenant_id as "tenantId",
           (count(*) filter (where class = 'money' and is_over and kind = 'period_reset'
             and resolved_at > ${at}::timestamptz - interval '90 days'))::int as "waitedOut",
           (count(*) filter (where code = 'quota_exhausted' and opened_ago <= interval '30 days'))::int as "quotaWalls",
           (count(*) filter (where code = 'quota_exhausted' and opened_ago <= interval '30 days' and is_over
             and kind in ('upgrade', 'top_up')))::int as "quotaPaid",
           coalesce(sum(refusals) filter (where counts), 0)::float8 as refusals,
           coalesce(sum(blind_retries) filter (where counts), 0)::float8 as blind,
           (count(*) filter (where class = 'cap' and is_over and kind = 'cap_raised'
             and resolved_at - opened_at <= interval '1 day' and opened_ago <= interval '60 days'))::int as "capsRaised"
      from run
      cross join lateral (
        -- A run that went on after a past day holds refusals that were not known then.
        select class = 'money' and last_refused_at > ${at}::timestamptz - interval '7 days'
               and (${isLive} or last_refused_at <= ${at}) as counts) as retried
     group by 1`;

export type OverWall = { tenantId: string; openedDay: number; overDay: number };

/** The last run of refusals for money of each tenant that has been over, or given up, for a week and a day. */
export const selectOverWalls = (sql: Sql, { at, zone }: FactsAt): Promise<OverWall[]> =>
  sql<OverWall[]>`
    select distinct on (tenant_id) tenant_id as "tenantId",
           (opened_at at time zone ${zone})::date - date '1970-01-01' as "openedDay",
           (over_at at time zone ${zone})::date - date '1970-01-01' as "overDay"
      from (
        select tenant_id, opened_at, resolved_at as over_at from episode
         where class = 'money' and resolved_at is not null and resolved_at > ${at}::timestamptz - interval '35 days'
        union all
        select tenant_id, opened_at, last_refused_at from episode
         where class = 'money' and resolved_at is null and last_refused_at <= ${at}::timestamptz - interval '14 days'
           and last_refused_at > ${at}::timestamptz - interval '35 days'
      ) as gone
     where over_at <= ${at}::timestamptz - interval '8 days'
     order by tenant_id, over_at desc`;

export type Want = { tenantId: string; featureName: string; isSold: boolean; days: number };

/** Features that were refused for not being in the plan, or not being sold at all, by days of the last 30. */
export const selectWants = (sql: Sql, { today }: FactsAt): Promise<Want[]> =>
  sql<Want[]>`
    select r.tenant_id as "tenantId", f.name as "featureName", r.code = 'feature_not_in_plan' as "isSold",
           count(distinct r.day)::int as days
      from roll_day r join feature f on f.id = r.feature_id
     where r.mode = 'live' and r.tenant_id <> ''
       and r.day between date '1970-01-01' + ${today - 29}::int and date '1970-01-01' + ${today}::int
       and r.code in ('feature_not_in_plan', 'feature_unavailable', 'period_limit_reached')
     group by 1, 2, 3
     order by days desc, 2`;
