import type { CoreState } from "@/lib/metering/core/state";

/** By how many ms wall and monotonic clock have gone apart since they differed by `offset`: so long the machine may have slept. */
export function driftSince(state: CoreState, offset: number): number {
  return Math.abs(state.wall - state.mono - offset);
}
