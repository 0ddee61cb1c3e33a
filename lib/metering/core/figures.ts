import type { CoreState } from "@/lib/metering/core/state";
import type { CoreFigures } from "@/lib/metering/core/types";

/** Numbers of a node for its metrics. */
export function figures(state: CoreState, monoMs: number): CoreFigures {
  const openLeases = { quota: 0, credit: 0, overage: 0, cap: 0 };
  for (const lease of state.leases.values()) if (lease.account.kind !== "system") openLeases[lease.account.kind]++;
  const { counts } = state;
  const { unknownOutcome, ok, void: voided, gap, ...calls } = counts;
  return {
    ...calls,
    notReady: state.notReady,
    openLeases,
    waiting: state.waiting,
    inFlight: state.inFlight.size,
    unflushedRecords: state.seq - state.acked,
    oldestUnflushedMs: monoMs - (state.queuedAt[0] ?? monoMs),
    outcomes: { ok, void: voided, unknown: unknownOutcome, gap },
  };
}
