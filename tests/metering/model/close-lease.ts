import type { StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import { type Failed, fail } from "./fail";
import { liveLeases, type Tables } from "./tables";

/** `lease_close`: gives the remainder back, exactly, once everything drawn on the lease is in the ledger. */
export function closeLease(
  tables: Tables,
  request: StoreRequest & { fn: "lease_close" },
  nowMs: number,
): StoreAnswer | Failed {
  const { leaseId, nodeId, epoch, throughSeq } = request;
  const node = tables.nodes.get(nodeId);
  if (node?.epoch !== epoch) return fail("fenced");
  if (node.lastSeq < throughSeq) return fail("unflushed");
  const lease = tables.leases.get(leaseId);
  const account = lease && tables.accounts.get(lease.accountId);
  if (account && lease.nodeId === nodeId && (lease.state === "open" || lease.state === "orphan")) {
    account.reserved -= lease.granted - lease.settled;
    lease.state = "closed";
    liveLeases(tables, account.accountId).delete(lease);
  }
  return { fn: "lease_close", nowMs, lastSeq: node.lastSeq };
}
