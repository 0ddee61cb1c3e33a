import { callStore } from "@/lib/metering/core/call-store";
import { isForStreams, removeLease } from "@/lib/metering/core/lease";
import { attemptLifeMs, maxCloses } from "@/lib/metering/core/limits";
import { markDirty, schedule } from "@/lib/metering/core/schedule";
import type { Account, CoreState, Lease } from "@/lib/metering/core/state";

/**
 * Closes leases out of use (§6): only with no call in flight on them, and after the store has the last outcome that
 * draws on them; else units would be sold whose use is still in the journal.
 */
export function closeRetired(state: CoreState, account: Account): boolean {
  for (const lease of [...account.retired]) {
    if (lease.inFlight > 0) continue;
    const keepUntil = isForStreams(lease) ? lease.openedAt + state.settings.waitMs : 0;
    // The stream that it was drawn for may still wait for another account.
    if (state.mono < keepUntil) {
      schedule(state, account, keepUntil);
      continue;
    }
    if (lease.lastSeq > state.acked) {
      if (account.waiting.size > 0) state.flushNow = true;
      continue;
    }
    if (lease.id === null || lease.isLost) {
      forgetLease(state, lease);
      continue;
    }
    if (state.closes >= maxCloses) {
      state.closeQueue.add(account);
      return false;
    }
    state.closes++;
    lease.isClosing = true;
    const { nodeId } = state.settings;
    const { epoch } = state;
    const throughSeq = lease.lastSeq;
    callStore(state, { fn: "lease_close", leaseId: lease.id, nodeId, epoch, throughSeq }, account, lease);
    return true;
  }
  return false;
}

/** Closes an id that was not granted, once no attempt on it can run any more: a delayed one may have been (§22). */
export function closeRefused(state: CoreState, account: Account): boolean {
  const { acquire } = account;
  if (!acquire) return false;
  const closeAt = acquire.lastSentAt + attemptLifeMs;
  if (state.mono < closeAt) {
    schedule(state, account, closeAt);
    return false;
  }
  const { nodeId } = state.settings;
  const { epoch, acked: throughSeq } = state;
  callStore(state, { fn: "lease_close", leaseId: acquire.leaseId, nodeId, epoch, throughSeq }, account);
  return true;
}

/** Forgets a lease that is closed, and lets the journal forget it too. */
export function forgetLease(state: CoreState, lease: Lease): void {
  const { account } = lease;
  account.negative = null;
  account.askAt = 0;
  if (lease.id !== null) account.available += lease.left;
  removeLease(state, lease);
  if (lease.number === 0) return;
  state.out.push({ type: "append", record: { type: "LEASE_CLOSE", pos: ++state.pos, lease: lease.number } });
}

/** A close has ended: the next account may have its turn. */
export function endClose(state: CoreState): void {
  state.closes = Math.max(0, state.closes - 1);
  for (const account of state.closeQueue) {
    state.closeQueue.delete(account);
    markDirty(state, account);
    return;
  }
}
