import type { Sql } from "@/db/connect";
import { type MrrHistory, mrrSteps } from "@/lib/analytics/metrics/mrr-history";

type Row = {
  tenantId: string;
  tenantName: string;
  at: Date;
  status: string;
  source: string;
  reason: string | null;
  planVersionId: string | null;
  priceMinor: number | null;
  currency: string | null;
  interval: "month" | "year" | null;
};

/**
 * What every tenant brought a month, as steps over time, the oldest first: the history of plans and states that billing
 * writes with each grant, with the price of the plan version; and where a grant ended by the clock, what holds since,
 * though nobody wrote a line for it. All instants are real time. Tenants that never held anything are not in it.
 *
 * @param only one tenant; every one without it
 */
export async function readMrrHistory(sql: Sql, now: Date, only?: string): Promise<MrrHistory[]> {
  const rows = await sql<Row[]>`
    select h.tenant_id as "tenantId", t.name as "tenantName", h.at, h.status, h.source, h.reason,
           v.id as "planVersionId", v.price_minor::float8 as "priceMinor", v.currency, v.interval
      from (
        select tenant_id, at, to_status as status, source, reason, to_plan_version_id as plan_version_id, id
          from subscription_change where at <= ${now}
        union all
        -- Held before there was a history.
        select tenant_id, started_at - make_interval(secs => clock_offset_seconds), status, source, reason,
               plan_version_id, id
          from subscription s
         where not exists (select 1 from subscription_change c where c.tenant_id = s.tenant_id)
           and started_at - make_interval(secs => clock_offset_seconds) <= ${now}
        union all
        -- A grant's own end: from there on holds what was said to follow it (lib/entitlements/held-at.ts).
        select s.tenant_id, s.ends_at - make_interval(secs => s.clock_offset_seconds),
               coalesce(s.after_status,
                        case s.status when 'grace' then 'suspended' when 'paused' then 'paused' else 'ended' end),
               s.source,
               case when s.after_status is not null then s.after_reason
                    when s.status = 'grace' then 'subscription_past_due'
                    when s.status = 'trialing' then 'trial_expired'
                    when s.status = 'active' then 'subscription_expired' else s.reason end,
               coalesce(s.after_plan_version_id, s.plan_version_id), s.id
          from subscription s
         where s.ends_at is not null
           and s.ends_at - make_interval(secs => s.clock_offset_seconds) <= least(coalesce(s.replaced_at, ${now}), ${now})
      ) h
      join tenant t on t.id = h.tenant_id
      left join plan_version v on v.id = h.plan_version_id
     where ${only === undefined ? sql`true` : sql`h.tenant_id = ${only}`}
     order by h.tenant_id, h.at, h.id`;
  const histories: { tenantId: string; tenantName: string; rows: Row[] }[] = [];
  for (const row of rows) {
    const last = histories.at(-1);
    if (last?.tenantId === row.tenantId) last.rows.push(row);
    else histories.push({ tenantId: row.tenantId, tenantName: row.tenantName, rows: [row] });
  }
  return histories.map(({ rows: held, ...tenant }) => ({ ...tenant, steps: mrrSteps(held.map(describeHeld)) }));
}

const describeHeld = ({ at, priceMinor, currency, interval, ...row }: Row) => ({
  atMs: at.getTime(),
  status: row.status,
  source: row.source,
  reason: row.reason,
  planVersionId: row.planVersionId,
  price: priceMinor === null || !currency || !interval ? null : { amountMinor: priceMinor, currency, interval },
});
