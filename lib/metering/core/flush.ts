import { callStore } from "@/lib/metering/core/call-store";
import { heartBeatMs, maxFlushChars } from "@/lib/metering/core/limits";
import type { CoreState } from "@/lib/metering/core/state";
import { storeNow } from "@/lib/metering/core/store-now";
import type { FlushRecord } from "@/lib/metering/core/types";

/** Sends outcomes to the ledger when it is time (§9): in order of their numbers, one batch at a time. */
export function flushWhenDue(state: CoreState): void {
  const { phase, mono, settings } = state;
  if (phase !== "serving" && phase !== "draining" && phase !== "recovering") return;
  if (state.isFlushing || mono < state.flushRetryAt) return;
  const count = state.queue.length;
  if (count === 0) {
    if (state.spilledFrom !== 0) readBack(state);
    else if (mono - state.flushedAt >= heartBeatMs) send(state, []);
    return;
  }
  const waitedMs = mono - (state.queuedAt[0] ?? mono);
  if (count >= settings.flushBatch || state.flushNow || waitedMs >= settings.flushEveryMs)
    send(state, nextBatch(state));
}

/**
 * The oldest outcomes; more than a usual batch when many wait, so that a backlog is worked off. Fewer after each failure:
 * what a slow store could not take in its time would never be taken.
 */
function nextBatch(state: CoreState): FlushRecord[] {
  const { queue } = state;
  const size = Math.max(1, Math.floor(mostRecords(state) / 2 ** state.flushFailures));
  const most = Math.min(queue.length, size);
  let end = 0;
  let chars = 0;
  while (end < most && chars < maxFlushChars) {
    chars += queue[end]?.log.length ?? 0;
    end++;
  }
  return queue.slice(0, end);
}

/** Most that one flush carries; as many are read back at a time, so that no call waits long for that. */
const mostRecords = ({ settings }: CoreState): number => settings.flushBatch * 4;

function send(state: CoreState, batch: FlushRecord[]): void {
  const { nodeId } = state.settings;
  state.isFlushing = true;
  state.flushNow = false;
  state.flushedAt = state.mono;
  state.flushSent = batch.at(-1)?.seq ?? state.acked;
  const flushedUntilMs = flushedUntil(state, batch.length);
  callStore(state, { fn: "usage_flush", nodeId, epoch: state.epoch, batch, flushedUntilMs });
}

/** Everything admitted before this instant is in the ledger once the first `sent` records of the queue are. */
function flushedUntil(state: CoreState, sent: number): number {
  if (state.spilledFrom !== 0 || state.phase === "recovering") return state.flushedUntilMs;
  let until = storeNow(state, state.mono);
  for (const call of state.inFlight.values()) until = Math.min(until, call.admittedAtMs);
  for (let i = sent; i < state.queue.length; i++) until = Math.min(until, state.queue[i]?.admittedAtMs ?? until);
  state.flushedUntilMs = Math.max(until, state.flushedUntilMs);
  return state.flushedUntilMs;
}

function readBack(state: CoreState): void {
  if (state.rereadFrom !== 0) return;
  state.rereadFrom = state.spilledFrom;
  state.out.push({ type: "reread", seq: state.spilledFrom, max: mostRecords(state) });
}
