import { enterPhase } from "@/lib/metering/core/not-ready";
import type { CoreState } from "@/lib/metering/core/state";
import type { Effect } from "@/lib/metering/core/types";

const againAfterMs = 1_000;

/**
 * Recovery could not write what it was about to act on: nothing of that was done, and none of its numbers is used. The
 * node opens again, later, and writes the rest.
 */
export function restartRecovery(state: CoreState, undone: readonly Effect[]): void {
  const { recovery } = state;
  if (!recovery) return;
  for (const effect of undone) {
    if (effect.type === "alarm") state.out.push(effect);
    if (effect.type === "call") {
      state.calls.delete(effect.call);
      if (effect.request.fn === "lease_close") state.closes--;
    }
    if (effect.type === "reread") state.rereadFrom = 0;
    if (effect.type !== "append") continue;
    const { record } = effect;
    if ("seq" in record && record.type !== "CURSOR") state.seq = Math.min(state.seq, record.seq - 1);
    if (record.type === "UNKNOWN") recovery.ended.delete(record.admitPos);
    if (record.type === "GAP" && record.draws.length > 0) recovery.isBooked = false;
    if (record.type === "LEASE_OPEN") recovery.opens = recovery.opens.filter(({ pos }) => pos !== record.pos);
  }
  state.isFlushing = false;
  enterPhase(state, "opening");
  state.openRetryAt = state.mono + againAfterMs;
}
