import type { Sql } from "@/db/connect";
import { openingKinds } from "@/lib/analytics/episodes/opening-kinds";
import type { GateEvent } from "@/lib/analytics/episodes/types";
import { type PairSpan, pairName, pairTable } from "@/lib/analytics/server/episodes/select-episode-calls";

/**
 * Everything recorded that may have opened a gate of the pair `p (tenant_id, feature_id, since)` of the outer query:
 * changes of what the tenant holds, bought or granted credits, exceptions, raised budgets of keys, new periods. To the
 * millisecond, as calls are.
 */
const eventsOf = (sql: Sql, now: Date) => sql`
  select date_trunc('milliseconds', at) as at, kind, key_id from (
    select c.at,
           case when c.from_status in ('grace', 'suspended', 'paused')
                     and c.from_plan_version_id is not distinct from c.to_plan_version_id then 'payment_fixed'
                when old.plan_id = new.plan_id then 'plan_published'
                else 'upgrade' end as kind,
           null as key_id
      from subscription_change c
      join plan_version new on new.id = c.to_plan_version_id
      left join plan_version old on old.id = c.from_plan_version_id
     where c.tenant_id = p.tenant_id and c.at >= p.since and c.to_status in ('active', 'trialing', 'grace')
       and (c.from_status is distinct from c.to_status or old.id is distinct from new.id)
    union all
    select l.created_at, case l.kind when 'bought' then 'top_up' when 'plan' then 'period_reset' else 'exception' end, null
      from credit_lot l where l.tenant_id = p.tenant_id and l.created_at >= p.since
    union all
    select greatest(e.created_at, e.starts_at), 'exception', null
      from exception e
     where e.tenant_id = p.tenant_id and (e.feature_id = p.feature_id or e.feature_id is null)
       and greatest(e.created_at, e.starts_at) >= p.since
    union all
    select a.at, 'cap_raised', a.object_id from audit_log a
     where a.tenant_id = p.tenant_id and a.at >= p.since and a.action = 'key.budgets_set'
    union all
    select a.period_end, 'period_reset', a.key_id from ledger_account a
     where a.tenant_id = p.tenant_id and a.feature_id = p.feature_id and a.mode = 'live' and a.kind in ('quota', 'cap')
       and a.period_end >= p.since
  ) as recorded
  where at <= ${now}`;

/** What may have opened the gates of tenants and features, in the order of its time. */
export async function selectGateEvents(
  sql: Sql,
  spans: readonly PairSpan[],
  now: Date,
): Promise<Map<string, GateEvent[]>> {
  const rows = await sql<
    { tenantId: string; featureId: string; at: Date; kind: GateEvent["kind"]; keyId: string | null }[]
  >`
    select p.tenant_id as "tenantId", p.feature_id as "featureId", event.at, event.kind, event.key_id as "keyId"
      from ${pairTable(sql, spans)} cross join lateral (${eventsOf(sql, now)}) as event
     order by event.at, event.kind`;
  const events = new Map<string, GateEvent[]>();
  for (const { at, kind, keyId, ...pair } of rows) {
    const list = events.get(pairName(pair)) ?? [];
    list.push({ atMs: at.getTime(), kind, ...(keyId !== null && { keyId }) });
    events.set(pairName(pair), list);
  }
  return events;
}

/** Pairs with an open run after whose last refusal something was recorded that opens its gate; asked in one query. */
export async function selectOpenings(sql: Sql, now: Date, limit: number): Promise<PairSpan[]> {
  return sql<PairSpan[]>`
    select p.tenant_id as "tenantId", p.feature_id as "featureId", min(p.since) as since
      from (select tenant_id, feature_id, key_id, code, last_refused_at as since from episode where resolved_at is null) p
     where exists (
       select 1 from (${eventsOf(sql, now)}) as event
        where event.at > p.since and (event.key_id is null or event.key_id = p.key_id)
          and coalesce((${JSON.stringify(openingKinds)}::text::jsonb -> p.code) ? event.kind, true))
     group by 1, 2 order by min(p.since) limit ${limit}`;
}
