import type { StoreAnswer, StoreRequest } from "@/lib/metering/core/types";
import { type Failed, fail } from "./fail";
import type { Tables } from "./tables";

/** `lease_return`: cuts a lease down to `keep` units, and notes how much of the rest is firm. */
export function returnLease(
  tables: Tables,
  request: StoreRequest & { fn: "lease_return" },
  nowMs: number,
): StoreAnswer | Failed {
  const { leaseId, nodeId, epoch, keep, firm, atSeq } = request;
  const node = tables.nodes.get(nodeId);
  if (node?.epoch !== epoch) return fail("fenced");
  const lease = tables.leases.get(leaseId);
  const account = lease && tables.accounts.get(lease.accountId);
  const isLive = lease && account && lease.nodeId === nodeId && (lease.state === "open" || lease.state === "orphan");
  if (isLive) {
    const kept = Math.max(lease.settled, Math.min(lease.granted, keep));
    account.reserved -= lease.granted - kept;
    lease.granted = kept;
    lease.firm = node.lastSeq === atSeq ? Math.min(Math.max(firm, 0), kept - lease.settled) : 0;
  }
  return { fn: "lease_return", nowMs, lastSeq: node.lastSeq };
}
