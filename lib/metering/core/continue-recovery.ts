import { bookGaps } from "@/lib/metering/core/book-gaps";
import { callStore } from "@/lib/metering/core/call-store";
import { maxCloses } from "@/lib/metering/core/limits";
import { enterPhase } from "@/lib/metering/core/not-ready";
import { openNode } from "@/lib/metering/core/open-node";
import { markDirty } from "@/lib/metering/core/schedule";
import type { CoreState, Recovery } from "@/lib/metering/core/state";

/** Goes on with recovery (§15): flush everything, book what may be lost, close leases of older starts, serve. */
export function continueRecovery(state: CoreState): void {
  const { recovery } = state;
  if (state.phase !== "recovering" || !recovery) return;
  if (state.acked < recovery.untilSeq) {
    state.flushNow = true;
    return;
  }
  const { bookKinds, isBooked } = recovery;
  const isLossy = !isBooked && recovery.leases.some(({ accountKind }) => bookKinds.includes(accountKind));
  // What a lease has left is only known once everything that the journal proves is settled in the store.
  if (isLossy && !recovery.isExact) {
    openNode(state);
    return;
  }
  if (isLossy) {
    bookGaps(state, recovery);
    recovery.untilSeq = state.seq;
    state.flushNow = true;
    return;
  }
  closeOld(state, recovery);
  if (recovery.leases.length === 0) serve(state, recovery);
}

function closeOld(state: CoreState, recovery: Recovery): void {
  const { nodeId } = state.settings;
  for (const { leaseId } of recovery.leases) {
    if (recovery.closing.has(leaseId)) continue;
    if (state.closes >= maxCloses || state.mono < state.openRetryAt) return;
    recovery.closing.add(leaseId);
    state.closes++;
    callStore(state, { fn: "lease_close", leaseId, nodeId, epoch: state.epoch, throughSeq: state.acked });
  }
}

function serve(state: CoreState, recovery: Recovery): void {
  for (const { lease } of recovery.opens)
    state.out.push({ type: "append", record: { type: "LEASE_CLOSE", pos: ++state.pos, lease } });
  state.recovery = null;
  enterPhase(state, state.isDraining ? "draining" : "serving");
  for (const account of state.accounts.values()) markDirty(state, account);
}
