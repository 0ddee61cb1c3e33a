import { rawSql } from "@/db/client";

/**
 * Plan versions in use that cost something and do not stand in this Stripe account: whatever is on its way there,
 * unless a newer one overtook it; the newest published version of each plan in service; and older ones that tenants still
 * pay for by card.
 */
export async function listUnsynced(accountId: string): Promise<string[]> {
  const rows = await rawSql()<{ id: string }[]>`
    select v.id
      from plan_version v join plan p on p.id = v.plan_id
      left join plan_sync s on s.plan_version_id = v.id and s.state = 'synced' and s.stripe_account = ${accountId}
     where s.plan_version_id is null
       and (v.price_minor > 0 or exists (select 1 from plan_feature f where f.plan_version_id = v.id
              and f.overage = 'postpaid' and f.overage_rate_e_12 > 0))
       and ((v.status = 'publishing'
             and not exists (select 1 from plan_version n where n.plan_id = p.id and n.number > v.number
                                and n.status = 'published'))
            or (v.status = 'published' and p.archived_at is null
                and v.number = (select max(n.number) from plan_version n where n.plan_id = p.id and n.status = 'published'))
            or exists (select 1 from billing_subscription b where b.plan_version_id = v.id and b.billed_by = 'stripe'
                          and b.ended_at is null))
     order by v.id`;
  return rows.map(({ id }) => id);
}
