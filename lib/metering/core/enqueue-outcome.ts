import type { CoreState } from "@/lib/metering/core/state";
import type { FlushRecord } from "@/lib/metering/core/types";

/** Queues an outcome for the ledger. Where memory holds enough of them it stays in the journal, and is read back later. */
export function enqueueOutcome(state: CoreState, record: FlushRecord): void {
  state.fresh.push(record);
  if (state.spilledFrom === 0 && state.queue.length - state.queueHead >= state.settings.maxQueuedRecords)
    state.spilledFrom = record.seq;
  if (state.spilledFrom === 0) pushOutcome(state, record);
}

/** Puts a record behind the queue. Numbers in the queue are dense. */
export function pushOutcome(state: CoreState, record: FlushRecord): void {
  state.queue.push(record);
  state.queuedAt.push(state.mono);
}

/** Outcomes in memory that the ledger has not acknowledged. */
export function queuedCount(state: CoreState): number {
  return state.queue.length - state.queueHead;
}

/** Forgets what the ledger has: everything up to `seq`. */
export function dropThrough(state: CoreState, seq: number, onDropped: (record: FlushRecord) => void): void {
  const { queue } = state;
  for (;;) {
    const record = queue[state.queueHead];
    if (!record || record.seq > seq) break;
    onDropped(record);
    state.queueHead++;
  }
  if (state.queueHead < 1_024 && state.queueHead < queue.length) return;
  // An old array that was left as it is would keep what came into it last from being collected young.
  queue.splice(0, state.queueHead);
  state.queuedAt.splice(0, state.queueHead);
  state.queueHead = 0;
}
