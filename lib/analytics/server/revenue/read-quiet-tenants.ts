import type { Sql } from "@/db/connect";
import { type MrrHistory, mrrBefore } from "@/lib/analytics/metrics/mrr-history";
import { dayStart } from "@/lib/analytics/money-window";
import type { QuietTenant } from "@/lib/analytics/revenue-views";
import { wallTime } from "@/lib/wall-time";

const quietDays = 30;
type At = { now: Date; zone: string; currency: string };

/** The day of a zone, as it is written. */
const dayOf = (ms: number, zone: string) => new Date(wallTime(ms, zone)).toISOString().slice(0, 10);

/** Dormant (M12): who pays, and pays since 30 days, without an allowed call in 30 days. Not churn. */
export async function readDormant(sql: Sql, histories: readonly MrrHistory[], at: At): Promise<QuietTenant[]> {
  const nowMs = at.now.getTime();
  const sinceMs = dayStart(nowMs, at.zone, -quietDays);
  const payers = histories.filter(
    (history) => mrrBefore(history, nowMs + 1, at.currency) > 0 && mrrBefore(history, sinceMs, at.currency) > 0,
  );
  if (payers.length === 0) return [];
  const ids = payers.map(({ tenantId }) => tenantId);
  const rows = await sql<{ tenantId: string; lastDay: string | null }[]>`
    select t.id as "tenantId",
           (select d.day::text from roll_day d
             where d.tenant_id = t.id and d.mode = 'live' and d.class = 'allowed' order by d.day desc limit 1) as "lastDay"
      from unnest(${ids}::text[]) as t(id)`;
  const last = new Map(rows.map(({ tenantId, lastDay }) => [tenantId, lastDay]));
  const since = dayOf(sinceMs, at.zone);
  return payers.flatMap(({ tenantId, tenantName, steps }) => {
    const lastDay = last.get(tenantId) ?? null;
    if (lastDay !== null && lastDay >= since) return [];
    return [{ tenantId, tenantName, mrrMinor: mrrBefore({ steps }, nowMs + 1, at.currency), lastDay }];
  });
}

/** Lapsed (M12): pays for no plan, bought credits, has none left, and has bought and used none for 30 days. */
export async function readLapsed(sql: Sql, histories: readonly MrrHistory[], at: At): Promise<QuietTenant[]> {
  const since = new Date(dayStart(at.now.getTime(), at.zone, -quietDays));
  const rows = await sql<{ tenantId: string; tenantName: string; boughtAt: Date }[]>`
    select l.tenant_id as "tenantId", t.name as "tenantName", max(l.created_at) as "boughtAt"
      from credit_lot l join tenant t on t.id = l.tenant_id
     where l.kind = 'bought' and l.created_at <= ${at.now}
       and exists (select 1 from invoice i where i.tenant_id = l.tenant_id and i.reason = 'credits' and i.currency = ${at.currency})
     group by l.tenant_id, t.name
    having max(l.created_at) < ${since}
       and not exists (select 1 from credit_lot o join ledger_account a on a.account_id = o.account_id
                        where o.tenant_id = l.tenant_id and a.posted > a.consumed
                          and (o.expires_at is null or o.expires_at > ${at.now}))
       and not exists (select 1 from roll_day d
                        where d.tenant_id = l.tenant_id and d.mode = 'live' and d.class = 'allowed'
                          and d.day >= ${dayOf(since.getTime(), at.zone)}::date)
     order by max(l.created_at)`;
  const paying = new Set(
    histories
      .filter((history) => mrrBefore(history, at.now.getTime() + 1, at.currency) > 0)
      .map(({ tenantId }) => tenantId),
  );
  return rows
    .filter(({ tenantId }) => !paying.has(tenantId))
    .map(({ boughtAt, ...tenant }) => ({ ...tenant, mrrMinor: 0, lastDay: dayOf(boughtAt.getTime(), at.zone) }));
}
