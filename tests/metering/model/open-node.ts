import type { StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import { setHold } from "./hold";
import type { Tables } from "./tables";

/** `node_open`: a new epoch, and what earlier ones have left. What the node knows to be further than it is: the store was set back. */
export function openNode(
  tables: Tables,
  request: StoreRequest & { fn: "node_open" },
  nowMs: number,
): StoreAnswer & { fn: "node_open" } {
  const { nodeId, door, knownEpoch, knownSeq } = request;
  const stored = tables.nodes.get(nodeId);
  if (knownEpoch > (stored?.epoch ?? 0) || knownSeq > (stored?.lastSeq ?? 0)) setHold(tables, nowMs);
  const epoch = Math.max(stored?.epoch ?? 0, knownEpoch) + 1;
  const node = stored ?? {
    nodeId,
    door,
    epoch,
    lastSeq: 0,
    flushedUntilMs: null,
    seenAtMs: nowMs,
    startedAtMs: nowMs,
    lostAtMs: null,
  };
  node.epoch = epoch;
  node.seenAtMs = nowMs;
  node.startedAtMs = nowMs;
  node.lostAtMs = null;
  tables.nodes.set(nodeId, node);
  const leases = [];
  for (const lease of tables.leases.values()) {
    if (lease.nodeId !== nodeId || (lease.state !== "open" && lease.state !== "orphan")) continue;
    const account = tables.accounts.get(lease.accountId);
    if (!account) continue;
    const { leaseId, accountId, nodeEpoch, granted, settled } = lease;
    leases.push({
      leaseId,
      accountId,
      accountKind: account.kind,
      unit: account.unit,
      epoch: nodeEpoch,
      granted,
      settled,
    });
  }
  leases.sort((a, b) => (a.leaseId < b.leaseId ? -1 : 1));
  return { fn: "node_open", nowMs, lastSeq: node.lastSeq, epoch, leases };
}
