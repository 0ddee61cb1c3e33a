import { progressEveryMs } from "@/lib/metering/core/limits";
import { nameLease } from "@/lib/metering/core/name-lease";
import type { CoreState } from "@/lib/metering/core/state";
import type { Admission } from "@/lib/metering/types";

/** Journals what a running call has cost so far, at most every 2 s: its cost if this node dies (§8). */
export function keepProgress(state: CoreState, admission: Admission, units: number): void {
  const call = state.inFlight.get(admission.pos);
  if (!call || state.mono - call.progressAt < progressEveryMs) return;
  if (!Number.isSafeInteger(units) || units < 0 || units > call.units) return;
  call.progressAt = state.mono;
  for (const { lease } of call.draws) nameLease(state, lease);
  const draws = call.draws.map(({ lease, held }) => ({ lease: lease.number, cost: held }));
  state.out.push({ type: "append", record: { type: "PROGRESS", pos: ++state.pos, admitPos: call.pos, units, draws } });
}
