import { rawSql } from "@/db/client";
import { requestLogDays } from "@/lib/metering/server/keep-partitions";

const dayMs = 24 * 60 * 60 * 1000;

/** One meter of one tenant in one usage period, as the database knows it. Periods are billing time; units are whole. */
export type UsageAccount = {
  accountId: string;
  tenantId: string;
  tenantName: string;
  featureId: string;
  featureName: string;
  periodStart: Date;
  periodEnd: Date;
  /** Costs of the calls, and what the request log says of the same ones. */
  usedUnits: number;
  loggedUnits: number;
  /** What the ledger's account for later payment counted, and what corrections forgave of it. */
  overageUnits: number;
  forgivenUnits: number;
  /** The part that Stripe bills. */
  billedUnits: number;
  /** Of that, in hours that are not over. */
  unsealedUnits: number;
  pendingUnits: number;
  deadUnits: number;
  sentUnits: number;
};

/**
 * Reads what was used beyond quota and credits in periods that ended in the last `days` or still run, through every
 * stage on its way to Stripe. Calls older than the request log keeps count as logged.
 */
export async function readUsageAccounts(
  now: Date,
  sealedUntil: Date,
  over: { days: number; tenantId?: string },
): Promise<UsageAccount[]> {
  const loggedFrom = new Date(now.getTime() - (requestLogDays - 1) * dayMs);
  return rawSql()<UsageAccount[]>`
    with account as (
      select a.*, tenant_clock_offset(a.tenant_id) * interval '1 second' as shift
        from ledger_account a
       where a.kind = 'overage' and a.mode = 'live' and a.consumed > 0
         and a.period_end > ${new Date(now.getTime() - over.days * dayMs)}
         and a.tenant_id = coalesce(${over.tenantId ?? null}, a.tenant_id)
    ), change as (
      select tenant_id, at as since, lead(at) over (partition by tenant_id order by at, id) as until, source,
             to_plan_version_id
        from subscription_change
    )
    select a.account_id as "accountId", a.tenant_id as "tenantId", t.name as "tenantName", a.feature_id as "featureId",
           f.name as "featureName", a.period_start + a.shift as "periodStart", a.period_end + a.shift as "periodEnd",
           u.used as "usedUnits", u.logged as "loggedUnits", a.consumed as "overageUnits",
           a.posted as "forgivenUnits", b.units as "billedUnits", b.unsealed as "unsealedUnits",
           m.pending as "pendingUnits", m.dead as "deadUnits", m.sent as "sentUnits"
      from account a
      join tenant t on t.id = a.tenant_id
      join feature f on f.id = a.feature_id
      cross join lateral (
        select coalesce(sum(e.cost), 0)::bigint as used,
               coalesce(sum(case when l.units is not null then l.units
                                 when e.request_id is null or e.admitted_at < ${loggedFrom} then e.cost end), 0)::bigint as logged
          from (select distinct d.node_id, d.seq
                  from ledger_account s join usage_draw d on d.account_id = s.account_id
                 where s.tenant_id = a.tenant_id and s.feature_id = a.feature_id and s.mode = 'live'
                   and s.kind in ('quota', 'overage') and s.period_start = a.period_start) c
          join usage_event e on e.node_id = c.node_id and e.seq = c.seq
          left join lateral (
            select sum(r.units)::bigint as units from request_log r
             where r.request_id = e.request_id and r.metered
               and r.decided_at between e.admitted_at - interval '1 hour' and e.admitted_at + interval '1 hour'
          ) l on true
      ) u
      cross join lateral (
        select coalesce(sum(d.cost), 0)::bigint as units,
               coalesce(sum(d.cost) filter (where e.admitted_at >= ${sealedUntil}), 0)::bigint as unsealed
          from usage_draw d
          join usage_event e on e.node_id = d.node_id and e.seq = d.seq
          join change c on c.tenant_id = a.tenant_id and e.admitted_at >= c.since
           and (c.until is null or e.admitted_at < c.until) and c.source = 'stripe'
          join plan_feature p on p.plan_version_id = c.to_plan_version_id and p.feature_id = a.feature_id
           and p.overage_rate_e_12 > 0
         where d.account_id = a.account_id
      ) b
      cross join lateral (
        select coalesce(sum(units) filter (where status = 'pending'), 0)::bigint as pending,
               coalesce(sum(units) filter (where status = 'dead'), 0)::bigint as dead,
               coalesce(sum(units) filter (where status in ('sent', 'duplicate')), 0)::bigint as sent
          from meter_row where account_id = a.account_id
      ) m
     order by t.name, a.tenant_id, f.name, a.period_start desc`;
}
