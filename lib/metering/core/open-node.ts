import { callStore } from "@/lib/metering/core/call-store";
import { enterPhase } from "@/lib/metering/core/not-ready";
import type { CoreState } from "@/lib/metering/core/state";

/** Takes a new epoch: whoever used this node's name before is shut out. */
export function openNode(state: CoreState): void {
  enterPhase(state, "opening");
  state.openRetryAt = Number.POSITIVE_INFINITY;
  const { nodeId, door } = state.settings;
  callStore(state, { fn: "node_open", nodeId, door, knownEpoch: state.epoch, knownSeq: state.acked });
}
