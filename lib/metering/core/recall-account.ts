import { recallCalmMs } from "@/lib/metering/core/limits";
import { markDirty } from "@/lib/metering/core/schedule";
import type { CoreState } from "@/lib/metering/core/state";

/** Another node is short of units (§6): the idle part of this node's leases goes back, unless calls wait here too. */
export function recallAccount(state: CoreState, accountId: string): void {
  const account = state.accountsById.get(accountId);
  if (!account || account.waiting.size > 0) return;
  // Its own call for the others comes back to it over the feed.
  if (state.mono - account.recallSentAt < 1_000) return;
  account.noRefillUntil = state.mono + recallCalmMs;
  account.wantsRefill = false;
  for (const lease of [...account.leases, ...account.retired]) account.returns.add(lease);
  markDirty(state, account);
}
