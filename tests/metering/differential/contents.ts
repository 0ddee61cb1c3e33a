import type { Sql } from "@/db/connect";
import type { Tables } from "../model/tables";
import type { Scene } from "./commands";

/** Everything that the ledger's tables say of one scene, but for instants, which differ by the length of a statement. */
export type Contents = {
  isHeld: boolean;
  nodes: unknown[];
  accounts: unknown[];
  leases: unknown[];
  events: unknown[];
  draws: unknown[];
  transfers: unknown[];
};

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
const sorted = (rows: readonly unknown[]): unknown[] => [...rows].sort(byText);

export async function readPostgres(sql: Sql, { tenantId, featureId, nodeIds }: Scene): Promise<Contents> {
  const [row] = await sql<{ contents: Record<keyof Contents, unknown[] | null> & { isHeld: boolean } }[]>`
    with accounts as (
      select account_id, kind, unit, enforced, posted, consumed, reserved, state from ledger_account
       where tenant_id = ${tenantId}
    )
    select jsonb_build_object(
      'isHeld', (select since is not null from ledger_hold),
      'nodes', (select jsonb_agg(jsonb_build_array(node_id, epoch, last_seq, lost_at is not null)) from node
                 where node_id in ${sql(nodeIds)}),
      'accounts', (select jsonb_agg(jsonb_build_array(account_id, kind, unit, enforced, posted, consumed, reserved, state)) from accounts),
      'leases', (select jsonb_agg(jsonb_build_array(lease_id, account_id, node_id, node_epoch, granted, firm, settled, overrun,
                                                    state, epoch_ms(expires_at) - epoch_ms(opened_at),
                                                    orphaned_at is not null))
                   from lease where node_id in ${sql(nodeIds)}),
      'events', (select jsonb_agg(jsonb_build_array(node_id, seq, request_id, tenant_id, outcome, cost, billable, late))
                   from usage_event where node_id in ${sql(nodeIds)}),
      'draws', (select jsonb_agg(jsonb_build_array(node_id, seq, n, account_id, lease_id, cost)) from usage_draw
                 where node_id in ${sql(nodeIds)}),
      'transfers', (select jsonb_agg(jsonb_build_array(kind, unit, from_account, to_account, sum)) from (
                      select kind, unit, from_account, to_account, sum(amount)::bigint as sum from ledger_transfer
                       where unit = ${featureId}
                          or from_account in (select account_id from accounts) or to_account in (select account_id from accounts)
                       group by kind, unit, from_account, to_account) as summed)) as contents`;
  const said = row?.contents;
  return {
    isHeld: said?.isHeld ?? false,
    nodes: sorted(said?.nodes ?? []),
    accounts: sorted(said?.accounts ?? []),
    leases: sorted(said?.leases ?? []),
    events: sorted(said?.events ?? []),
    draws: sorted(said?.draws ?? []),
    transfers: sorted(said?.transfers ?? []),
  };
}

export function readModel(tables: Tables, featureId: string): Contents {
  const summed = new Map<string, number>();
  for (const { kind, unit, from, to, amount } of tables.transfers) {
    const isOwn = unit === featureId || tables.accounts.has(from) || tables.accounts.has(to);
    const key = JSON.stringify([kind, unit, from, to]);
    if (isOwn) summed.set(key, (summed.get(key) ?? 0) + amount);
  }
  return {
    isHeld: tables.holdSinceMs !== null,
    nodes: sorted([...tables.nodes.values()].map((n) => [n.nodeId, n.epoch, n.lastSeq, n.lostAtMs !== null])),
    accounts: sorted(
      [...tables.accounts.values()].map((a) => [
        ...[a.accountId, a.kind, a.unit, a.enforced, a.posted, a.consumed, a.reserved, a.state],
      ]),
    ),
    leases: sorted(
      [...tables.leases.values()].map((l) => [
        ...[l.leaseId, l.accountId, l.nodeId, l.nodeEpoch, l.granted, l.firm, l.settled, l.overrun, l.state],
        ...[l.expiresAtMs - l.openedAtMs, l.orphanedAtMs !== null],
      ]),
    ),
    events: sorted(
      [...tables.events.values()]
        .flat()
        .map((e) => [e.nodeId, e.seq, e.requestId, e.tenantId, e.outcome, e.cost, e.billable, e.late]),
    ),
    draws: sorted(tables.draws.map((d) => [d.nodeId, d.seq, d.n, d.accountId, d.leaseId, d.cost])),
    transfers: sorted([...summed].map(([key, amount]) => [...JSON.parse(key), amount])),
  };
}
