import { enterPhase } from "@/lib/metering/core/not-ready";
import type { CoreState } from "@/lib/metering/core/state";
import type { StoreAnswer } from "@/lib/metering/core/types";
import { writeUnknowns } from "@/lib/metering/core/write-unknowns";

type Opened = Extract<StoreAnswer, { fn: "node_open" }>;

/**
 * The node has its epoch. Numbers go on behind the greater of journal and store: after a power cut the store can be
 * ahead of the file (§22). What the store lacks is read back from the journal.
 */
export function takeNodeOpened(state: CoreState, answer: Opened): void {
  if (answer.lastSeq < state.acked && state.storeOffset !== null && state.recovery)
    state.out.push({ type: "alarm", alarm: "database_restored", detail: `cursor was ${state.acked}` });
  state.epoch = answer.epoch;
  state.acked = answer.lastSeq;
  state.seq = Math.max(state.seq, state.acked);
  state.openFailures = 0;
  state.openRetryAt = 0;
  state.isFlushing = false;
  state.queue = [];
  state.queuedAt = [];
  state.recovery ??= {
    opens: [],
    isStart: false,
    inDoubt: [],
    ended: new Set(),
    progress: new Map(),
    bookKinds: [],
    isBooked: false,
    untilSeq: 0,
    leases: [],
    closing: new Set(),
    isExact: false,
  };
  const { recovery } = state;
  recovery.isExact = state.acked === state.seq && recovery.ended.size === recovery.inDoubt.length;
  writeUnknowns(state, recovery);
  recovery.untilSeq = state.seq;
  state.spilledFrom = state.acked < state.seq ? state.acked + 1 : 0;
  const live = new Set(answer.leases.map(({ leaseId }) => leaseId));
  for (const lease of state.leases.values()) if (lease.id && !live.has(lease.id)) lease.isLost = true;
  recovery.leases = answer.leases.filter(({ leaseId }) => !state.leases.has(leaseId));
  recovery.closing.clear();
  enterPhase(state, "recovering");
}
