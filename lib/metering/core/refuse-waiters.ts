import { refuse } from "@/lib/metering/core/attempt";
import type { CoreState } from "@/lib/metering/core/state";
import type { Reservation } from "@/lib/metering/types";

/** Answers every waiting call at once; with `keepStreams`, running streams go on waiting. */
export function refuseWaiters(state: CoreState, reservation: Reservation, keepStreams = false): void {
  for (const waiter of state.waiters) {
    if (!waiter.isDone && !(keepStreams && waiter.call)) refuse(state, waiter, reservation);
  }
  state.waiters = state.waiters.filter((waiter) => !waiter.isDone);
  state.waitersHead = 0;
}
