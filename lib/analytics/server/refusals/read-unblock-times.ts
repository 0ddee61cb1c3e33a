import type { Sql } from "@/db/connect";
import { type Unblock, type UnblockTimes, unblockTimes } from "@/lib/analytics/metrics/unblock-times";

/**
 * M19 of a window: from each confirmed payment (a checkout, or an invoice paid on the spot) to the gate being open, that
 * is the announcement to every gateway of what was written for it. A payment that changed no access is no case, unless
 * its tenant was being refused: then it waits, until something is written.
 */
export const readUnblockTimes = async (sql: Sql, window: { from: Date; to: Date }): Promise<UnblockTimes> =>
  unblockTimes(await readUnblockCases(sql, window));

/** The cases of M19 one by one, in no order. */
export async function readUnblockCases(sql: Sql, window: { from: Date; to: Date }): Promise<Unblock[]> {
  const rows = await sql<{ confirmedAt: Date; gateOpenAt: Date | null }[]>`
    with confirmed as (
      select tenant_id, completed_at as at from checkout_intent
       where status = 'completed' and kind in ('subscribe', 'credits')
         and completed_at >= ${window.from} and completed_at < ${window.to}
      union all
      select tenant_id, done_at from stripe_command
       where kind = 'invoice.pay' and status = 'done' and done_at >= ${window.from} and done_at < ${window.to}
    ), granted as (
      select c.tenant_id, c.at, (
        select min(w.at) from (
          select s.at from subscription_change s
           where s.tenant_id = c.tenant_id and s.to_status in ('trialing', 'active', 'grace')
             and s.at between c.at - interval '5 seconds' and c.at + interval '1 hour'
          union all
          select l.created_at from credit_lot l
           where l.tenant_id = c.tenant_id
             and l.created_at between c.at - interval '5 seconds' and c.at + interval '1 hour'
        ) w) as granted_at
        from confirmed c
    )
    select g.at as "confirmedAt",
           case when g.granted_at is not null then greatest(g.granted_at, (
             select max(k.at) from control_change k
              where k.tenant_id = g.tenant_id
                and k.at between g.granted_at - interval '5 seconds' and g.granted_at + interval '5 seconds')) end
             as "gateOpenAt"
      from granted g
     where g.granted_at is not null
        or exists (select 1 from episode e
                    where e.tenant_id = g.tenant_id and e.class = 'money' and e.opened_at <= g.at
                      and (e.resolved_at is null or e.resolved_at > g.at))`;
  return rows.map(({ confirmedAt, gateOpenAt }) => ({
    confirmedAtMs: confirmedAt.getTime(),
    gateOpenAtMs: gateOpenAt?.getTime() ?? null,
  }));
}
