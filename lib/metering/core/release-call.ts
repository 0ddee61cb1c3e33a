import { endHold } from "@/lib/metering/core/lease";
import { markDirty } from "@/lib/metering/core/schedule";
import type { Call, CoreState } from "@/lib/metering/core/state";

/** Takes an admission back that was never told to anybody and is in no journal. */
export function releaseCall(state: CoreState, call: Call): void {
  state.inFlight.delete(call.pos);
  for (const { lease, held } of call.draws) {
    endHold(lease, held, 0, call.hold.isFixed);
    lease.inFlight--;
    lease.account.inFlight--;
    markDirty(state, lease.account);
  }
}
