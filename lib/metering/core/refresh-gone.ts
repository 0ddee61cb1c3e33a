import { refreshEveryMs } from "@/lib/metering/core/limits";
import { markDirty } from "@/lib/metering/core/schedule";
import type { Account, CoreState } from "@/lib/metering/core/state";

/** Asks again, beside the calls, for an account that is used up, so that what comes back is noticed. */
export function refreshGone(state: CoreState, account: Account): void {
  if (state.mono < account.refreshAt) return;
  account.refreshAt = state.mono + refreshEveryMs;
  account.wantsRefill = true;
  markDirty(state, account);
}
