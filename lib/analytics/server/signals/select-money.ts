import type { Sql } from "@/db/connect";
import type { FactsAt } from "@/lib/analytics/server/signals/facts-at";

export type TenantMoney = {
  tenantId: string;
  tenantName: string;
  createdAt: Date;
  status: string | null;
  priceMinor: number | null;
  interval: "month" | "year" | null;
  graceDays: number | null;
  currency: string | null;
  /** When access ends because an invoice is unpaid; real time. */
  graceEndsAt: Date | null;
  /** Net of tax and refunds, of 90 days. */
  paidMinor: number;
  owedMinor: number;
  overdueSince: Date | null;
  invoiceNumber: string | null;
  overdueMinor: number | null;
  cause: string | null;
  change: "downgrade" | "cancel" | null;
};

/**
 * What every active tenant holds, pays and owes at an instant: its plan by the history of what it held, its papers by
 * when they came and were paid.
 */
export const selectMoney = (sql: Sql, { at }: FactsAt): Promise<TenantMoney[]> =>
  sql<TenantMoney[]>`
    with held as (
      select t.id as tenant_id, s.id is not null and later.at is null as is_current, s.ends_at, s.clock_offset_seconds,
             case when later.at is null then held_status(s, ${at}) else past.to_status end as status,
             case when later.at is null then held_version(s, ${at}) else past.to_plan_version_id end as version_id
        from tenant t
        left join subscription s on s.tenant_id = t.id and s.replaced_at is null
        left join lateral (select c.at from subscription_change c where c.tenant_id = t.id and c.at > ${at} limit 1) later on true
        left join lateral (select c.to_status, c.to_plan_version_id from subscription_change c
                            where later.at is not null and c.tenant_id = t.id and c.at <= ${at}
                            order by c.at desc, c.id desc limit 1) past on true
       where t.status = 'active' and t.created_at <= ${at}
    ), bill as (
      select i.*, i.status = 'paid' and i.paid_at <= ${at} as is_paid, failed.at as failed_at, failed.cause as failed_cause,
             case when i.status = 'open' then i.due_minor else i.total_minor end as open_minor
        from invoice i
        left join lateral (
          select min(a.at) as at, (array_agg(a.cause order by a.at desc))[1] as cause from payment_attempt a
           where a.invoice_id = i.id and not a.ok and a.at <= ${at}) failed on true
       where i.created_at <= ${at} and i.total_minor > 0
         and (i.status = 'open' or i.status = 'paid' and i.paid_at > ${at}::timestamptz - interval '90 days')
    ), papers as (
      select tenant_id, min(currency) as currency,
             coalesce(sum(total_minor - tax_minor - refunded_minor) filter (where is_paid), 0) as paid_minor,
             coalesce(sum(open_minor) filter (where not is_paid), 0) as owed_minor
        from bill group by 1
    ), late as (
      select distinct on (tenant_id) tenant_id, failed_at, number, open_minor, coalesce(failed_cause, cause) as cause
        from bill where not is_paid and failed_at is not null order by tenant_id, failed_at
    )
    select h.tenant_id as "tenantId", t.name as "tenantName", t.created_at as "createdAt", h.status,
           v.price_minor as "priceMinor", v.interval, v.grace_days as "graceDays",
           coalesce(p.currency, v.currency) as currency,
           case when h.is_current and h.status = 'grace'
                  then greatest(h.ends_at - h.clock_offset_seconds * interval '1 second', access.ends_at)
                when h.status = 'suspended' then access.ends_at end as "graceEndsAt",
           coalesce(p.paid_minor, 0)::float8 as "paidMinor", coalesce(p.owed_minor, 0)::float8 as "owedMinor",
           least(l.failed_at, b.overdue_since) as "overdueSince", l.number as "invoiceNumber",
           l.open_minor::float8 as "overdueMinor", l.cause, g.kind as change
      from held h
      join tenant t on t.id = h.tenant_id
      left join plan_version v on v.id = h.version_id
      left join papers p on p.tenant_id = h.tenant_id
      left join late l on l.tenant_id = h.tenant_id
      left join lateral (select max(e.ends_at) as ends_at from exception e
                          where e.tenant_id = h.tenant_id and e.kind = 'access_until' and e.created_at <= ${at}
                            and e.ends_at > ${at} and (e.withdrawn_at is null or e.withdrawn_at > ${at})) access on true
      left join lateral (select min(m.overdue_since) as overdue_since from billing_subscription m
                          where m.tenant_id = h.tenant_id and m.billed_by = 'manual' and m.ended_at is null
                            and m.overdue_since <= ${at}) b on true
      left join lateral (select min(c.kind) as kind from plan_change c
                          where c.tenant_id = h.tenant_id and c.kind in ('downgrade', 'cancel')
                            and c.status not in ('undone', 'failed', 'abandoned')
                            and c.created_at > ${at}::timestamptz - interval '1 day' and c.created_at <= ${at}) g on true`;

export type NextCharge = {
  tenantId: string;
  chargeAt: Date;
  offsetSeconds: number;
  cards: { last4: string; month: number; year: number }[];
};

/** The next charge of everybody who pays by card, in billing time, and the cards that are there for it. */
export const selectNextCharges = (sql: Sql): Promise<NextCharge[]> =>
  sql<NextCharge[]>`
    select b.tenant_id as "tenantId", min(b.period_end) as "chargeAt",
           coalesce(max(a.clock_offset_seconds), 0) as "offsetSeconds", min(c.cards::text)::jsonb as cards
      from billing_subscription b
      join plan_version v on v.id = b.plan_version_id and v.price_minor > 0
      join lateral (
        select jsonb_agg(jsonb_build_object('last4', m.last4, 'month', m.exp_month, 'year', m.exp_year)
                         order by m.exp_year desc, m.exp_month desc) as cards
          from payment_method m where m.tenant_id = b.tenant_id and m.detached_at is null) c on c.cards is not null
      left join billing_account a on a.tenant_id = b.tenant_id
     where b.billed_by = 'stripe' and b.ended_at is null and b.cancel_at is null and b.status in ('active', 'trialing')
       and b.period_end is not null
     group by 1`;

export type LowBalance = { tenantId: string; p10: number; p50: number };

/** How long credits last, forecast on that day or the one before, where no automatic top-up refills them. */
export const selectBalances = (sql: Sql, { today }: FactsAt): Promise<LowBalance[]> =>
  sql<LowBalance[]>`
    select distinct on (d.tenant_id) d.tenant_id as "tenantId", d.p10, d.p50 from forecast_day d
     where d.feature_id = '' and d.p10 is not null and d.p50 is not null
       and d.day between date '1970-01-01' + ${today - 1}::int and date '1970-01-01' + ${today}::int
       and not exists (select 1 from top_up_rule r
                        where r.tenant_id = d.tenant_id and r.state in ('armed', 'charging', 'cooldown'))
     order by d.tenant_id, d.day desc`;
