import { attempt } from "@/lib/metering/core/attempt";
import type { CoreState } from "@/lib/metering/core/state";

/** Answers calls whose wait is over, by what is known then. All wait equally long, so the oldest come first. */
export function expireWaiters(state: CoreState): void {
  for (;;) {
    const waiter = state.waiters[state.waitersHead];
    if (!waiter || (!waiter.isDone && state.mono < waiter.deadline)) break;
    state.waitersHead++;
    if (!waiter.isDone) attempt(state, waiter);
  }
  if (state.waitersHead < 256 && state.waitersHead < state.waiters.length) return;
  state.waiters = state.waiters.slice(state.waitersHead);
  state.waitersHead = 0;
}
