import { openNode } from "@/lib/metering/core/open-node";
import { refuseWaiters } from "@/lib/metering/core/refuse-waiters";
import { retireAll } from "@/lib/metering/core/retire-dead";
import type { CoreState } from "@/lib/metering/core/state";

/**
 * The store's cursor has gone back: it was replaced by an older copy (§15, C13). Leases are dropped, the node opens
 * anew, and everything behind the cursor is sent again from the journal.
 */
export function restore(state: CoreState): void {
  state.out.push({ type: "alarm", alarm: "database_restored", detail: `cursor was ${state.acked}` });
  retireAll(state);
  for (const account of state.accounts.values()) {
    account.acquire = null;
    account.returns.clear();
    account.negative = null;
  }
  refuseWaiters(state, { status: "unknown" });
  state.isFlushing = false;
  openNode(state);
}
