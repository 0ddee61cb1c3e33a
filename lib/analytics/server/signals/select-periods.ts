import type { Sql } from "@/db/connect";
import type { FactsAt } from "@/lib/analytics/server/signals/facts-at";

export type QuotaPeriod = {
  tenantId: string;
  featureId: string;
  featureName: string;
  /** Day numbers of the report zone; the end is half-open. */
  startDay: number;
  endDay: number;
  includedUnits: number;
  /** The day on which 80 % were used, if it came. */
  reachedDay: number | null;
};

/** Monthly quotas of 100 days with the day on which 80 % of the units were used, the newest period first. */
export const selectQuotaPeriods = (sql: Sql, { at, today, zone }: FactsAt): Promise<QuotaPeriod[]> =>
  sql<QuotaPeriod[]>`
    with period as (
      select a.account_id, a.tenant_id, a.feature_id, a.posted,
             (a.period_start at time zone ${zone})::date as first_day, (a.period_end at time zone ${zone})::date as end_day
        from ledger_account a
       where a.kind = 'quota' and a.mode = 'live' and a.enforced and a.posted > 0 and a.period_start <= ${at}
         and a.period_end - a.period_start > interval '20 days'
         and a.period_start > ${at}::timestamptz - interval '100 days'
    ), used as (
      select tenant_id, feature_id, day, sum(units) as units from roll_day
       where mode = 'live' and units > 0 and day between date '1970-01-01' + ${today - 100}::int and date '1970-01-01' + ${today}::int
       group by 1, 2, 3
    ), reached as (
      select account_id, min(day) filter (where so_far >= 0.8 * posted) as day from (
        select p.account_id, p.posted, u.day, sum(u.units) over (partition by p.account_id order by u.day) as so_far
          from period p
          join used u on u.tenant_id = p.tenant_id and u.feature_id = p.feature_id
               and u.day >= p.first_day and u.day < p.end_day) as running
       group by 1
    )
    select p.tenant_id as "tenantId", p.feature_id as "featureId", f.name as "featureName",
           p.first_day - date '1970-01-01' as "startDay", p.end_day - date '1970-01-01' as "endDay",
           p.posted::float8 as "includedUnits", r.day - date '1970-01-01' as "reachedDay"
      from period p join feature f on f.id = p.feature_id left join reached r on r.account_id = p.account_id
     order by p.tenant_id, p.feature_id, p.first_day desc`;
