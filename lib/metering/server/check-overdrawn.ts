import { maxFindings, type RuleResult } from "@/lib/metering/ledger-rules";
import type { ReadTransaction } from "@/lib/metering/server/ledger-memory";

/** Kinds that take back what was posted, or say that more was used than anybody had promised. */
const exceptionKinds = ["reduction", "refund", "dispute", "expiry", "correction", "overrun", "late", "gap"];

/**
 * I3: what is available of a limited account is below 0 by no more than its named exceptions explain: postings taken
 * back, and usage beyond its leases. A quota that had no limit for a part of its period may have counted anything then.
 */
export async function checkOverdrawn(tx: ReadTransaction): Promise<RuleResult> {
  const [seen] = await tx<{ looked: number }[]>`
    select count(*) as looked from ledger_account where kind <> 'system' and enforced and state <> 'sealed'`;
  const rows = await tx<{ accountId: string; tenantId: string | null; missing: number; explained: number }[]>`
    with overdrawn as (
      select * from (select a.*, a.consumed + a.reserved - a.posted as missing from ledger_account a) a
       where kind in ('quota', 'credit', 'cap') and enforced and state <> 'sealed' and missing > 0
         and (kind <> 'quota' or not exists (
               select 1 from exception e
                where e.tenant_id = a.tenant_id and e.feature_id = a.feature_id and e.kind = 'feature_access'
                  and e.units is null and e.starts_at < a.period_end and e.ends_at > a.period_start
              ) and not exists (
               select 1 from subscription s
                 join plan_feature pf on pf.plan_version_id in (s.plan_version_id, s.after_plan_version_id)
                where s.tenant_id = a.tenant_id and pf.feature_id = a.feature_id and pf.limit_units is null
                  and s.started_at - s.clock_offset_seconds * interval '1 second' < a.period_end
                  and coalesce(s.replaced_at, 'infinity') > a.period_start))
    )
    select o.account_id as "accountId", o.tenant_id as "tenantId", o.missing, x.units as explained
      from overdrawn o
      cross join lateral (
        select coalesce(sum(t.amount), 0)::bigint as units from ledger_transfer t
         where t.from_account = o.account_id and t.kind = any(${exceptionKinds})) x
     where o.missing > x.units
     order by o.missing desc limit ${maxFindings}`;
  return {
    rule: "I3",
    looked: seen?.looked ?? 0,
    findings: rows.map(({ accountId, tenantId, missing, explained }) => ({
      tenantId,
      subject: accountId,
      text: `Overdrawn by ${missing}, of which exceptions explain ${explained}: ${missing - explained} too many.`,
    })),
  };
}
