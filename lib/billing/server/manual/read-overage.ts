import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { billingSubscription } from "@/db/schema/billing";
import type { planVersion } from "@/db/schema/catalog";
import { realTime } from "@/lib/billing/billing-now";

export type StatedOverage = {
  featureId: string;
  name: string;
  rateE12: number;
  units: number;
  /** The units by ledger account. */
  accounts: Record<string, number>;
};
type Open = { accountId: string; featureId: string; name: string; rateE12: number; units: number };

/**
 * The units beyond everything else that the ledger holds for a tenant's term up to `end` and that nobody was told of yet:
 * neither an earlier statement nor Stripe, and that were not drawn while somebody else billed: Stripe is told of those an
 * hour later. Units that came late for a period are thus on the next statement, and none is on two. `end` is billing
 * time; the ledger counts real time.
 */
export async function readOverage(
  tx: Transaction,
  row: typeof billingSubscription.$inferSelect,
  version: Pick<typeof planVersion.$inferSelect, "id">,
  end: Date,
  clockOffsetSeconds: number,
): Promise<StatedOverage[]> {
  const open = await tx.execute<Open>(sql`
    with stated as (
      select counted.key as account_id, sum(counted.value::bigint)::bigint as units
        from statement s, jsonb_array_elements(s.lines) as line, jsonb_each_text(line -> 'accounts') as counted
       where s.tenant_id = ${row.tenantId} group by 1
    ), reported as (
      select account_id, sum(units)::bigint as units from meter_row where tenant_id = ${row.tenantId} group by 1
    ), change as (
      select at as since, lead(at) over (order by at, id) as until, source
        from subscription_change where tenant_id = ${row.tenantId}
    ), elsewhere as (
      select d.account_id, sum(d.cost)::bigint as units
        from ledger_account a
        join usage_draw d on d.account_id = a.account_id
        join usage_event e on e.node_id = d.node_id and e.seq = d.seq
        join change c on e.admitted_at >= c.since and (c.until is null or e.admitted_at < c.until)
         and c.source <> 'manual'
       where a.tenant_id = ${row.tenantId} and a.kind = 'overage' and a.mode = 'live' group by 1
    )
    select a.account_id as "accountId", f.id as "featureId", f.name, coalesce(p.overage_rate_e_12, 0) as "rateE12",
           a.consumed - a.posted - coalesce(s.units, 0)
             - greatest(coalesce(r.units, 0), coalesce(o.units, 0)) as units
      from ledger_account a
      join feature f on f.id = a.feature_id
      left join plan_feature p on p.feature_id = a.feature_id and p.plan_version_id = ${version.id}
      left join stated s on s.account_id = a.account_id
      left join reported r on r.account_id = a.account_id
      left join elsewhere o on o.account_id = a.account_id
     where a.tenant_id = ${row.tenantId} and a.kind = 'overage' and a.mode = 'live'
       and a.period_end > ${realTime(row.startedAt, clockOffsetSeconds).toISOString()}::timestamptz
       and a.period_start < ${realTime(end, clockOffsetSeconds).toISOString()}::timestamptz
     order by f.name, a.period_start`);
  const found = new Map<string, StatedOverage>();
  for (const { accountId, featureId, name, rateE12, units } of open) {
    if (Number(units) <= 0) continue;
    const of = found.get(featureId) ?? { featureId, name, rateE12: Number(rateE12), units: 0, accounts: {} };
    of.units += Number(units);
    of.accounts[accountId] = Number(units);
    found.set(featureId, of);
  }
  return [...found.values()];
}
