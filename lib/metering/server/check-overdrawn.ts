import { maxFindings, type RuleResult } from "@/lib/metering/ledger-rules";
import type { ReadTransaction } from "@/lib/metering/server/check-ledger";

/** Kinds whose name says that an account may give more than it had, or have less than it gave. */
const exceptionKinds = ["reduction", "refund", "dispute", "expiry", "correction", "overrun", "late", "gap"];

/**
 * I3: what is available of a limited account is below 0 by no more than its named exceptions explain: postings taken
 * back, usage booked beyond a lease, and what was counted while the account had no limit.
 */
export async function checkOverdrawn(tx: ReadTransaction): Promise<RuleResult> {
  const [seen] = await tx<{ looked: number }[]>`
    select count(*) as looked from ledger_account where kind <> 'system' and enforced and state <> 'sealed'`;
  const rows = await tx<{ accountId: string; tenantId: string | null; missing: number; explained: number }[]>`
    with overdrawn as (
      select account_id, tenant_id, consumed + reserved - posted as missing from ledger_account
       where kind in ('quota', 'credit', 'cap') and enforced and state <> 'sealed' and posted - consumed - reserved < 0
    )
    select o.account_id as "accountId", o.tenant_id as "tenantId", o.missing,
           (coalesce(b.amount, 0) + coalesce(d.cost, 0))::bigint as explained
      from overdrawn o
      left join lateral (
        select sum(t.amount) as amount from ledger_transfer t
         where t.from_account = o.account_id and t.kind = any(${exceptionKinds})) b on true
      left join lateral (
        select sum(d.cost) as cost from usage_draw d where d.account_id = o.account_id and d.lease_id is null) d on true
     where o.missing > coalesce(b.amount, 0) + coalesce(d.cost, 0)
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
