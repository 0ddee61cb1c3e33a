import type { Sql } from "@/db/connect";

/**
 * What running periods have metered beyond everything else, at the rates of the plan versions held now, in minor units
 * of a currency: an estimate of what the next invoices will say beside the plans.
 */
export async function readMetered(sql: Sql, now: Date, currency: string): Promise<number> {
  const [row] = await sql<{ amountMinor: number }[]>`
    select coalesce(sum(round((a.consumed - a.posted)::numeric * p.overage_rate_e_12 / 1000000000000)), 0)::float8
             as "amountMinor"
      from ledger_account a
      join subscription s on s.tenant_id = a.tenant_id and s.replaced_at is null
      join plan_version v on v.id = held_version(s, ${now}) and v.currency = ${currency}
      join plan_feature p on p.plan_version_id = v.id and p.feature_id = a.feature_id
     where a.kind = 'overage' and a.mode = 'live' and a.state <> 'sealed'
       and a.period_start <= ${now} and a.period_end > ${now} and a.consumed > a.posted
       and p.overage_rate_e_12 is not null`;
  return row?.amountMinor ?? 0;
}
