import { enterPhase } from "@/lib/metering/core/not-ready";
import { refuseWaiters } from "@/lib/metering/core/refuse-waiters";
import type { CoreState } from "@/lib/metering/core/state";

/** Another process has this node's name: nothing more is admitted, ever (§4). */
export function fence(state: CoreState): void {
  if (state.phase === "fenced" || state.phase === "stopped") return;
  enterPhase(state, "fenced");
  refuseWaiters(state, { status: "not_ready", reason: "fenced" });
  state.out.push({ type: "alarm", alarm: "fenced", detail: `epoch ${state.epoch}` });
  state.out.push({ type: "stop", reason: "fenced" });
}
