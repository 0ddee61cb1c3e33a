import type { Sql } from "@/db/connect";
import type { GateEvent } from "@/lib/analytics/episodes/types";

/**
 * Everything recorded that may have opened a gate of one tenant and feature since an instant, in the order of its time:
 * changes of what the tenant holds, bought or granted credits, exceptions, raised budgets of keys, new periods.
 */
export async function selectGateEvents(
  sql: Sql,
  { tenantId, featureId, since, now }: { tenantId: string; featureId: string; since: Date; now: Date },
): Promise<GateEvent[]> {
  const rows = await sql<{ at: Date; kind: GateEvent["kind"]; keyId: string | null }[]>`
    select * from (
      select c.at,
             case when c.from_status in ('grace', 'suspended', 'paused')
                       and c.from_plan_version_id is not distinct from c.to_plan_version_id then 'payment_fixed'
                  when old.plan_id = new.plan_id then 'plan_published'
                  else 'upgrade' end as kind,
             null as "keyId"
        from subscription_change c
        join plan_version new on new.id = c.to_plan_version_id
        left join plan_version old on old.id = c.from_plan_version_id
       where c.tenant_id = ${tenantId} and c.to_status in ('active', 'trialing', 'grace')
         and (c.from_status is distinct from c.to_status or old.id is distinct from new.id)
      union all
      select l.created_at, case l.kind when 'bought' then 'top_up' when 'plan' then 'period_reset' else 'exception' end, null
        from credit_lot l where l.tenant_id = ${tenantId}
      union all
      select greatest(e.created_at, e.starts_at), 'exception', null
        from exception e
       where e.tenant_id = ${tenantId} and (e.feature_id = ${featureId} or e.feature_id is null)
      union all
      select a.at, 'cap_raised', a.object_id from audit_log a
       where a.tenant_id = ${tenantId} and a.action = 'key.budgets_set'
      union all
      select a.period_end, 'period_reset', a.key_id from ledger_account a
       where a.tenant_id = ${tenantId} and a.feature_id = ${featureId} and a.mode = 'live' and a.kind in ('quota', 'cap')
    ) as events
    where at >= ${since} and at <= ${now}
    order by at, kind`;
  return rows.map(({ at, kind, keyId }) => ({ atMs: at.getTime(), kind, ...(keyId !== null && { keyId }) }));
}
