import type { Sql } from "@/db/connect";

const keptMs = 400 * 24 * 60 * 60 * 1000;

/**
 * Tenants with overage that was not reported, though its window is sealed. What was counted is compared with what was
 * reported and what is in open windows, so that nothing is added up where nothing came late.
 */
export async function findUnreported(sql: Sql, until: Date, now: Date): Promise<string[]> {
  const rows = await sql<{ tenantId: string }[]>`
    select distinct a.tenant_id as "tenantId"
      from ledger_account a
     where a.kind = 'overage' and a.mode = 'live' and a.consumed > 0
       and a.period_end > ${new Date(now.getTime() - keptMs)}
       and exists (select 1 from subscription_change c where c.tenant_id = a.tenant_id and c.source = 'stripe')
       and a.consumed - a.posted
           - coalesce((select sum(m.units) from meter_row m where m.account_id = a.account_id), 0)
           <> coalesce((select sum(d.cost) from usage_event e
                          join usage_draw d on d.node_id = e.node_id and d.seq = e.seq and d.account_id = a.account_id
                         where e.tenant_id = a.tenant_id and e.admitted_at >= ${until}), 0)`;
  return rows.map(({ tenantId }) => tenantId);
}
