import type { CoreState, Phase } from "@/lib/metering/core/state";
import type { NotReady } from "@/lib/metering/types";

const byPhase: Record<Phase, NotReady | null> = {
  new: "no_journal",
  opening: "recovering",
  recovering: "recovering",
  serving: null,
  draining: "draining",
  stopped: "draining",
  fenced: "fenced",
};

/** Why this node admits no metered call; null when it does. */
export function notReady(state: CoreState): NotReady | null {
  return state.notReady;
}

/** Changes what a node is doing. */
export function enterPhase(state: CoreState, phase: Phase): void {
  state.phase = phase;
  noteReadiness(state);
}

/** To be called when phase or journal room has changed. */
export function noteReadiness(state: CoreState): void {
  const byRoom = state.room === "full" ? "journal_full" : state.room === "failed" ? "journal_failed" : null;
  state.notReady = byPhase[state.phase] ?? byRoom;
}
