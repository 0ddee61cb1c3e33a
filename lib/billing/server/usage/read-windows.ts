import type { Window } from "@/lib/billing/allot-units";
import type { Queries } from "@/lib/billing/server/usage/queries";

/** An overage account with the windows that Stripe is told of, and how many units it was not told yet. */
export type OpenAccount = {
  accountId: string;
  featureId: string;
  planVersionId: string;
  periodEnd: Date;
  isSealed: boolean;
  windows: Window[];
  openUnits: number;
};

type Row = Omit<OpenAccount, "windows" | "openUnits"> & Window & { forgivenUnits: number };

/**
 * A tenant's overage by ledger account and hour, up to an instant: what was drawn while Stripe billed it by a plan that
 * has a price for it. What is posted to such an account is what a correction forgave.
 */
export async function readWindows(sql: Queries, tenantId: string, until: Date): Promise<OpenAccount[]> {
  const rows = await sql<Row[]>`
    with billed as (
      select c.at as since, lead(c.at) over (order by c.at, c.id) as until, c.source, c.to_plan_version_id
        from subscription_change c where c.tenant_id = ${tenantId}
    ), drawn as (
      select a.account_id, date_trunc('hour', e.admitted_at) as hour, sum(d.cost)::bigint as units,
             max(b.to_plan_version_id) as plan_version_id
        from ledger_account a
        join usage_draw d on d.account_id = a.account_id
        join usage_event e on e.node_id = d.node_id and e.seq = d.seq and e.admitted_at < ${until}
        join billed b on e.admitted_at >= b.since and (b.until is null or e.admitted_at < b.until)
         and b.source = 'stripe'
        join plan_feature f on f.plan_version_id = b.to_plan_version_id and f.feature_id = a.feature_id
         and f.overage_rate_e_12 > 0
       where a.tenant_id = ${tenantId} and a.kind = 'overage' and a.mode = 'live'
       group by 1, 2
    ), reported as (
      select account_id, window_start as hour, sum(units)::bigint as units from meter_row
       where tenant_id = ${tenantId} group by 1, 2
    )
    select d.account_id as "accountId", a.feature_id as "featureId", d.plan_version_id as "planVersionId",
           a.period_end as "periodEnd", a.state = 'sealed' as "isSealed", a.posted as "forgivenUnits",
           d.hour as "windowStart", d.units as "drawnUnits", coalesce(r.units, 0) as "reportedUnits"
      from drawn d join ledger_account a using (account_id) left join reported r using (account_id, hour)
     order by a.period_start, d.account_id, d.hour`;
  const accounts: OpenAccount[] = [];
  for (const { forgivenUnits, windowStart, drawnUnits, reportedUnits, ...about } of rows) {
    let account = accounts.at(-1);
    if (account?.accountId !== about.accountId) {
      account = { ...about, windows: [], openUnits: -forgivenUnits };
      accounts.push(account);
    }
    account.planVersionId = about.planVersionId;
    account.windows.push({ windowStart, drawnUnits, reportedUnits });
    account.openUnits += drawnUnits - reportedUnits;
  }
  return accounts;
}
