import { recallCalmMs } from "@/lib/metering/core/limits";
import { markDirty } from "@/lib/metering/core/schedule";
import type { CoreState } from "@/lib/metering/core/state";

/**
 * A node is short of units (§6): the idle part of this node's leases goes back. Also where calls wait here, and where
 * the recall is its own: what is idle beside a waiting call is too little for it, and of use only with what others have.
 */
export function recallAccount(state: CoreState, accountId: string): void {
  const account = state.accountsById.get(accountId);
  if (!account) return;
  account.noRefillUntil = state.mono + recallCalmMs;
  account.wantsRefill = false;
  for (const lease of [...account.leases, ...account.retired]) account.returns.add(lease);
  markDirty(state, account);
}
