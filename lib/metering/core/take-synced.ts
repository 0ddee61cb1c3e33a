import { answerGranted } from "@/lib/metering/core/admit";
import type { CoreState } from "@/lib/metering/core/state";

/** Answers admitted calls whose records are on the disk now; one more sync serves all that came meanwhile (§8). */
export function takeSynced(state: CoreState, pos: number): void {
  let done = 0;
  for (const call of state.unsynced) {
    if (call.pos > pos) break;
    answerGranted(state, call);
    done++;
  }
  state.unsynced = state.unsynced.slice(done);
  state.isSyncing = state.unsynced.length > 0;
  if (state.isSyncing) state.out.push({ type: "sync" });
}
