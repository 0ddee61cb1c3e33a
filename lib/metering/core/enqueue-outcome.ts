import type { CoreState } from "@/lib/metering/core/state";
import type { FlushRecord } from "@/lib/metering/core/types";

/** Queues an outcome for the ledger. Where memory holds enough of them it stays in the journal, and is read back later. */
export function enqueueOutcome(state: CoreState, record: FlushRecord): void {
  state.fresh.push(record);
  if (state.spilledFrom === 0 && state.queue.length >= state.settings.maxQueuedRecords) state.spilledFrom = record.seq;
  if (state.spilledFrom === 0) pushOutcome(state, record);
}

/** Puts a record behind the queue. Numbers in the queue are dense. */
export function pushOutcome(state: CoreState, record: FlushRecord): void {
  state.queue.push(record);
  state.queuedAt.push(state.mono);
}

/** Forgets what the ledger has: everything up to `seq`. */
export function dropThrough(state: CoreState, seq: number, onDropped: (record: FlushRecord) => void): void {
  const kept = state.queue.findIndex((record) => record.seq > seq);
  // At once: what an old array still holds is no garbage, and would soon be old as well.
  const dropped = state.queue.splice(0, kept < 0 ? state.queue.length : kept);
  state.queuedAt.splice(0, dropped.length);
  for (const record of dropped) onDropped(record);
}
