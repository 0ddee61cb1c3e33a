import { attempt } from "@/lib/metering/core/attempt";
import type { CoreState, Waiter } from "@/lib/metering/core/state";
import type { Admission } from "@/lib/metering/types";

/** A running stream draws more before it goes on (§5.7), also after its period's end, from the source it began with. */
export function extend(state: CoreState, ticket: number, admission: Admission, moreUnits: number): void {
  const call = state.inFlight.get(admission.pos);
  const isAsked = Number.isSafeInteger(moreUnits) && moreUnits > 0;
  if (!call || !isAsked || (state.phase !== "serving" && state.phase !== "draining")) {
    state.out.push({ type: "extended", ticket, granted: false });
    return;
  }
  const deadline = state.mono + state.settings.waitMs;
  const waiter: Waiter = {
    ticket,
    hold: call.hold,
    call,
    units: moreUnits,
    deadline,
    isDone: false,
    held: null,
    blockedOn: [],
  };
  state.waiting++;
  attempt(state, waiter);
  if (!waiter.isDone) state.waiters.push(waiter);
}
