import { forgetLease } from "@/lib/metering/core/close-lease";
import type { CoreState, StoreCall } from "@/lib/metering/core/state";

/** A lease is closed: one of this start, an id that may have been granted, or one of an older start. */
export function takeClosed(state: CoreState, call: StoreCall): void {
  const { account, lease, request } = call;
  if (request.fn !== "lease_close") return;
  if (lease) forgetLease(state, lease);
  else if (account) account.acquire = null;
  else if (state.recovery)
    state.recovery.leases = state.recovery.leases.filter(({ leaseId }) => leaseId !== request.leaseId);
}
