import { callStore } from "@/lib/metering/core/call-store";
import type { Account, CoreState, Lease } from "@/lib/metering/core/state";

/**
 * Gives the idle part of a lease back and says what of the rest will not come back (§6). The idle part is taken off
 * here before the store is asked; `keep` is absolute, so that a repeat changes nothing.
 */
export function returnIdle(state: CoreState, account: Account): boolean {
  for (const lease of account.returns) {
    if (lease.id === null || lease.isLost || !isLive(account, lease)) {
      account.returns.delete(lease);
      continue;
    }
    // What goes back can be had again: the last refusal did not know of it.
    if (lease.left > 0) account.negative = null;
    account.idle -= lease.left;
    account.available += lease.left;
    lease.granted -= lease.left;
    lease.left = 0;
    const { nodeId } = state.settings;
    // What a running call gives back after all, calls that wait here are the first to have: it counts as held.
    const firm = lease.unflushed + (account.waiting.size > 0 ? 0 : lease.fixed);
    const { epoch, acked: atSeq } = state;
    callStore(
      state,
      { fn: "lease_return", leaseId: lease.id, nodeId, epoch, keep: lease.granted, firm, atSeq },
      account,
      lease,
    );
    return true;
  }
  return false;
}

function isLive(account: Account, lease: Lease): boolean {
  return account.leases.includes(lease) || account.retired.includes(lease);
}
