import { type Finding, maxFindings, type RuleResult } from "@/lib/metering/ledger-rules";
import type { LedgerMemory, ReadTransaction, RememberedNode } from "@/lib/metering/server/ledger-memory";

type Row = { nodeId: string; lastSeq: number; archivedSeq: number; stored: number; highest: number };

/**
 * R4: a node's cursor is its highest number, and as many outcomes are stored or archived. With a memory only numbers
 * behind the last run's cursor are counted; a node that then differs is counted from the ground.
 */
export async function checkCursors(
  tx: ReadTransaction,
  memory: LedgerMemory | null,
): Promise<{ R4: RuleResult; nodes: Map<string, RememberedNode> }> {
  const nodes = new Map<string, RememberedNode>();
  const findings: Finding[] = [];
  const since = await countOutcomes(tx, memory?.nodes ?? new Map());
  const wrong = since.filter((row) => !isDense(row)).map((row) => row.nodeId);
  const counted = memory && wrong.length > 0 ? await countOutcomes(tx, new Map(), wrong) : [];
  const again = new Map(counted.map((row) => [row.nodeId, row]));
  for (const row of since) {
    const { nodeId, lastSeq, archivedSeq, stored, highest } = again.get(row.nodeId) ?? row;
    nodes.set(nodeId, { lastSeq, stored });
    if (isDense({ lastSeq, archivedSeq, stored, highest })) continue;
    findings.push({
      tenantId: null,
      subject: nodeId,
      text: `Its cursor is ${lastSeq}, its highest outcome ${highest}; ${stored} are stored and ${archivedSeq} archived: ${archivedSeq + stored - lastSeq} too many.`,
    });
  }
  const strays = await tx<{ nodeId: string; stored: number }[]>`
    select e.node_id as "nodeId", count(*) as stored from usage_event e
     where ${memory === null} and not exists (select 1 from node n where n.node_id = e.node_id)
     group by e.node_id limit ${maxFindings}`;
  for (const { nodeId, stored } of strays) {
    findings.push({ tenantId: null, subject: nodeId, text: `${stored} outcomes belong to no node.` });
  }
  return { R4: { rule: "R4", looked: since.length, findings: findings.slice(0, maxFindings) }, nodes };
}

const isDense = ({ lastSeq, archivedSeq, stored, highest }: Omit<Row, "nodeId">) =>
  archivedSeq + stored === lastSeq && highest === lastSeq;

/** Stored outcomes of each node, what is known of before included; of all nodes, or of the named. */
function countOutcomes(
  tx: ReadTransaction,
  known: ReadonlyMap<string, RememberedNode>,
  only: readonly string[] | null = null,
): Promise<Row[]> {
  const nodes = [...known.values()];
  return tx<Row[]>`
    select n.node_id as "nodeId", n.last_seq as "lastSeq", n.archived_seq as "archivedSeq",
           coalesce(k.stored, 0) + e.stored as stored, coalesce(e.highest, k.seq, n.archived_seq) as highest
      from node n
      left join unnest(${[...known.keys()]}::text[], ${nodes.map((node) => node.lastSeq)}::bigint[],
                       ${nodes.map((node) => node.stored)}::bigint[]) as k (node_id, seq, stored) on k.node_id = n.node_id
      cross join lateral (
        select count(*) as stored, max(e.seq) as highest from usage_event e
         where e.node_id = n.node_id and e.seq > coalesce(k.seq, 0)) e
     where ${only ? tx`n.node_id = any(${[...only]})` : tx`true`}`;
}
