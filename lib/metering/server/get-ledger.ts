import { rawSql } from "@/db/client";
import { describeRules } from "@/lib/metering/describe-rules";
import { creditHold } from "@/lib/metering/server/keep-leases";
import { readLedgerChecks } from "@/lib/metering/server/read-ledger-checks";
import type { LedgerView, NodeRow, OrphanRow } from "@/lib/metering/views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const maxRows = 100;

type Dates<Row, Name extends keyof Row> = Omit<Row, Name> & Record<Name, Date>;
type NodeFound = Dates<Omit<NodeRow, "flushedUntil">, "startedAt" | "seenAt"> & { flushedUntil: Date | null };
type OrphanFound = Dates<Omit<OrphanRow, "heldUntil">, "orphanedAt"> & { heldUntil: Date | null };

/** How the ledger stands: its rules, the nodes that hold or lately held leases, and leases that wait for a lost node. */
export async function getLedger(ctx: Ctx): Promise<LedgerView> {
  authorizeStaff(ctx, "staff:read");
  const sql = rawSql();
  const [checks, nodes, orphans, [hold]] = await Promise.all([
    readLedgerChecks(sql),
    sql<NodeFound[]>`
      select n.node_id as "nodeId", n.door, n.epoch, n.last_seq as "lastSeq", n.started_at as "startedAt",
             n.seen_at as "seenAt", n.flushed_until as "flushedUntil", l.leases,
             case when n.lost_at is not null then 'lost'
                  when n.seen_at > ${ctx.now}::timestamptz - interval '1 minute' then 'live' else 'silent' end as state
        from node n
        cross join lateral (
          select count(*) as leases from lease l where l.node_id = n.node_id and l.state in ('open', 'orphan')) l
       where n.seen_at > ${ctx.now}::timestamptz - interval '1 day' or l.leases > 0
       order by l.leases > 0 and n.seen_at <= ${ctx.now}::timestamptz - interval '1 minute' desc, n.seen_at desc
       limit ${maxRows}`,
    sql<OrphanFound[]>`
      select l.lease_id as "leaseId", l.node_id as "nodeId", a.tenant_id as "tenantId", t.name as "tenantName",
             a.kind as "accountKind", f.name as "featureName", l.granted - l.settled as units,
             l.orphaned_at as "orphanedAt",
             case when a.kind = 'credit' then l.orphaned_at + ${creditHold}::interval else a.period_end end as "heldUntil"
        from lease l
        join ledger_account a on a.account_id = l.account_id
        join tenant t on t.id = a.tenant_id
        left join feature f on f.id = a.feature_id
       where l.state = 'orphan' order by l.orphaned_at limit ${maxRows}`,
    sql<{ since: Date | null }[]>`select since from ledger_hold`,
  ]);
  const tenants = [...new Set(checks.flatMap(({ findings }) => findings.flatMap(({ tenantId }) => tenantId ?? [])))];
  const names = await sql<{ id: string; name: string }[]>`select id, name from tenant where id = any(${tenants})`;
  return {
    asOf: ctx.now.toISOString(),
    heldSince: hold?.since?.toISOString() ?? null,
    rules: describeRules(checks, new Map(names.map(({ id, name }) => [id, name])), ctx.now),
    nodes: nodes.map((row) => ({
      ...row,
      startedAt: row.startedAt.toISOString(),
      seenAt: row.seenAt.toISOString(),
      flushedUntil: row.flushedUntil?.toISOString() ?? null,
    })),
    orphans: orphans.map((row) => ({
      ...row,
      orphanedAt: row.orphanedAt.toISOString(),
      heldUntil: row.heldUntil?.toISOString() ?? null,
    })),
  };
}
