import { type Finding, maxFindings, type RuleResult } from "@/lib/metering/ledger-rules";
import { creditHold } from "@/lib/metering/server/keep-leases";
import type { ReadTransaction } from "@/lib/metering/server/ledger-memory";

/** Usage that has not come for so long may not come by itself. */
const longestDelay = "5 minutes";

/**
 * R7: no usage waits unflushed for longer than five minutes, no orphaned lease is older than its hold. A reachable node
 * flushes, or says that there is nothing to flush, every two seconds: one that holds leases and was not seen for five
 * minutes may keep usage in its journal that nobody counts.
 */
export async function checkDelays(tx: ReadTransaction, now: Date): Promise<RuleResult> {
  const nodes = await tx<{ nodeId: string; seenAt: Date; leases: number }[]>`
    select n.node_id as "nodeId", n.seen_at as "seenAt", count(*) as leases
      from node n join lease l on l.node_id = n.node_id and l.state in ('open', 'orphan')
     where n.lost_at is null and n.seen_at < ${now}::timestamptz - ${longestDelay}::interval
     group by n.node_id order by n.seen_at limit ${maxFindings}`;
  // A worker's round may come a little later than the hold's end.
  const orphans = await tx<{ leaseId: string; tenantId: string | null; orphanedAt: Date; units: number }[]>`
    select l.lease_id as "leaseId", a.tenant_id as "tenantId", l.orphaned_at as "orphanedAt",
           l.granted - l.settled as units
      from lease l join ledger_account a on a.account_id = l.account_id
     where l.state = 'orphan'
       and case when a.kind = 'credit' then l.orphaned_at + ${creditHold}::interval else a.period_end end
           < ${now}::timestamptz - interval '1 minute'
     order by l.orphaned_at limit ${maxFindings}`;
  const [seen] = await tx<{ looked: number }[]>`
    select (select count(*) from node) + (select count(*) from lease where state = 'orphan') as looked`;
  const findings: Finding[] = [
    ...nodes.map(({ nodeId, seenAt, leases }) => ({
      tenantId: null,
      subject: nodeId,
      text: `Not seen since ${seenAt.toISOString()}; ${leases} ${leases === 1 ? "lease waits" : "leases wait"} for its usage.`,
    })),
    ...orphans.map(({ leaseId, tenantId, orphanedAt, units }) => ({
      tenantId,
      subject: leaseId,
      text: `Orphaned since ${orphanedAt.toISOString()} with ${units} units, longer than its hold.`,
    })),
  ];
  return { rule: "R7", looked: seen?.looked ?? 0, findings: findings.slice(0, maxFindings) };
}
