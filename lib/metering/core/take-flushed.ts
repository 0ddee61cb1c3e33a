import { dropThrough } from "@/lib/metering/core/enqueue-outcome";
import { retireLease } from "@/lib/metering/core/lease";
import { maxFlushFailures } from "@/lib/metering/core/limits";
import { backoffMs, markDirty } from "@/lib/metering/core/schedule";
import type { CoreState } from "@/lib/metering/core/state";
import type { FlushRecord } from "@/lib/metering/core/types";

/** The ledger has everything up to `seq`: leases learn what is settled, and those that waited for it may close. */
export function takeFlushed(state: CoreState, seq: number): void {
  state.isFlushing = false;
  // Not all at once: what the store could not take in its time, it can hardly take a moment later.
  state.flushFailures = Math.max(0, state.flushFailures - 1);
  state.flushRetryAt = 0;
  if (seq <= state.acked) return;
  state.acked = seq;
  dropThrough(state, seq, (record) => settleDraws(state, record));
  state.out.push({ type: "append", record: { type: "CURSOR", pos: ++state.pos, seq } });
  state.out.push({ type: "flushed", seq });
  for (const account of state.retiring) markDirty(state, account);
}

/** The same records are sent again, whatever kept them from the ledger (§9). */
export function retryFlush(state: CoreState): void {
  state.isFlushing = false;
  state.flushRetryAt = state.mono + backoffMs(state, state.flushFailures, 100, 5_000);
  state.flushFailures = Math.min(maxFlushFailures, state.flushFailures + 1);
}

function settleDraws(state: CoreState, record: FlushRecord): void {
  for (const draw of record.draws) {
    const lease = draw.leaseId === null ? undefined : state.leases.get(draw.leaseId);
    if (!lease) continue;
    lease.unflushed = Math.max(0, lease.unflushed - draw.cost);
    if (lease.left === 0 && lease.inFlight === 0) retireLease(state, lease);
  }
}
