import { rawSql } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { burnDays, creditsState } from "@/lib/billing/credits-state";
import { closeNotices, recordNotice } from "@/lib/server/record-notice";

const dayMs = 24 * 60 * 60 * 1000;

type Row = { tenantId: string; newestLotId: string; leftMicro: number; burntMicro: number; cheapestMicro: number };

/**
 * Tells who bought or was given credits that they are running out, or are used up: each once until others are added.
 * Only of tenants whose plan takes credits.
 */
export async function noticeCredits(now: Date): Promise<{ told: number }> {
  const rows = await rawSql()<Row[]>`
    select c.tenant_id as "tenantId", max(c.id) as "newestLotId",
           coalesce(sum(a.posted - a.consumed) filter (where c.expires_at is null or c.expires_at > ${now}), 0)::bigint
             as "leftMicro",
           coalesce(sum(b.micro), 0)::bigint as "burntMicro", p.cheapest as "cheapestMicro"
      from subscription g
      join lateral (
        select min(credit_micro_per_unit) as cheapest from plan_feature where plan_version_id = g.plan_version_id
      ) p on p.cheapest is not null
      join credit_lot c on c.tenant_id = g.tenant_id
      join ledger_account a on a.account_id = c.account_id
      cross join lateral (
        select sum(x.amount) as micro from ledger_transfer x
         where x.from_account = a.account_id and x.kind in ('usage', 'overrun', 'late')
           and x.at > ${new Date(now.getTime() - burnDays * dayMs)}
      ) b
     where g.replaced_at is null
     group by c.tenant_id, p.cheapest`;
  let told = 0;
  for (const row of rows) if (await tellTenant(row, now)) told++;
  return { told };
}

function tellTenant({ tenantId, newestLotId, ...of }: Row, now: Date): Promise<boolean> {
  const state = creditsState(of);
  return inTransaction(async (tx) => {
    if (state?.kind !== "low") await closeNotices(tx, { tenantId, kinds: ["credits.low"], now });
    if (state?.kind !== "exhausted") await closeNotices(tx, { tenantId, kinds: ["credits.exhausted"], now });
    if (!state) return false;
    if (state.kind === "exhausted") {
      const dedupeKey = `credits.exhausted:${newestLotId}`;
      return recordNotice(tx, { tenantId, kind: "credits.exhausted", dedupeKey, data: {}, now });
    }
    const dedupeKey = `credits.low:${newestLotId}:${state.step}`;
    const data = { creditMicro: of.leftMicro, daysLeft: state.daysLeft };
    return recordNotice(tx, { tenantId, kind: "credits.low", dedupeKey, data, now });
  });
}
