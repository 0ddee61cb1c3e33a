import type { LedgerMemory, ReadTransaction } from "@/lib/metering/server/ledger-memory";
import { postingKinds, usageKinds } from "@/lib/metering/server/sum-accounts";

/** What an account's transfers and draws add to what the last run remembers. */
export type AccountChange = {
  posted: number;
  consumed: number;
  /** The same of transfers up to the last run's newest: from now on they are remembered. */
  postedBelow: number;
  consumedBelow: number;
  drawn: number;
};

type Moved = Omit<AccountChange, "drawn"> & { accountId: string };

/** Adds up what came since the last run, by account: transfers by id, draws by their node's number. */
export async function sumChanges(tx: ReadTransaction, memory: LedgerMemory): Promise<Map<string, AccountChange>> {
  const moved = await tx<Moved[]>`
    select e.account_id as "accountId",
           coalesce(sum(e.amount) filter (where t.kind = any(${postingKinds})), 0)::bigint as posted,
           coalesce(-sum(e.amount) filter (where t.kind = any(${usageKinds})), 0)::bigint as consumed,
           coalesce(sum(e.amount) filter (where t.kind = any(${postingKinds}) and t.transfer_id <= ${memory.topId}), 0)
             ::bigint as "postedBelow",
           coalesce(-sum(e.amount) filter (where t.kind = any(${usageKinds}) and t.transfer_id <= ${memory.topId}), 0)
             ::bigint as "consumedBelow"
      from ledger_transfer t
      cross join lateral (values (t.to_account, t.amount), (t.from_account, -t.amount)) e (account_id, amount)
     where t.transfer_id > ${memory.floorId}
     group by e.account_id`;
  const drawn = await tx<{ accountId: string; drawn: number }[]>`
    select d.account_id as "accountId", sum(d.cost)::bigint as drawn
      from node n
      left join unnest(${[...memory.nodes.keys()]}::text[], ${[...memory.nodes.values()].map((node) => node.lastSeq)}::bigint[])
             as known (node_id, seq) on known.node_id = n.node_id
      -- One range of the key a node: joined, the whole table would be read.
      cross join lateral (
        select account_id, sum(cost) as cost from usage_draw
         where node_id = n.node_id and seq > coalesce(known.seq, 0) and seq <= n.last_seq group by account_id) d
     where n.last_seq > coalesce(known.seq, 0)
     group by d.account_id`;
  const changes = new Map<string, AccountChange>();
  for (const { accountId, ...sums } of moved) changes.set(accountId, { ...sums, drawn: 0 });
  for (const { accountId, drawn: units } of drawn) {
    const sums = changes.get(accountId) ?? { posted: 0, consumed: 0, postedBelow: 0, consumedBelow: 0 };
    changes.set(accountId, { ...sums, drawn: units });
  }
  return changes;
}
