import { driftSince } from "@/lib/metering/core/drift-since";
import { boundless, maxDriftMs } from "@/lib/metering/core/limits";
import { schedule } from "@/lib/metering/core/schedule";
import type { Account, CoreState, Lease } from "@/lib/metering/core/state";
import { storeNow } from "@/lib/metering/core/store-now";

type Terms = { id: string | null; granted: number; deadline: number; offset: number; isForExtend: boolean };

/**
 * A lease counts before its deadline, while wall and monotonic clock have gone on together (§5.3). What they differ by,
 * the machine may have slept, unnoticed by the monotonic one: so much less is left.
 */
export function isAlive(state: CoreState, lease: Lease): boolean {
  const drift = driftSince(state, lease.offset);
  return drift < maxDriftMs && state.mono + drift < lease.deadline;
}

export function hasDrifted(state: CoreState, lease: Lease): boolean {
  return driftSince(state, lease.offset) >= maxDriftMs;
}

/** Takes up a lease that was granted. */
export function addLease(state: CoreState, account: Account, terms: Terms): Lease {
  const lease: Lease = {
    ...terms,
    account,
    number: 0,
    left: terms.granted,
    fixed: 0,
    unflushed: 0,
    inFlight: 0,
    lastSeq: 0,
    openedAt: state.mono,
    usedAt: state.mono,
    hasRefilled: false,
    isClosing: false,
    isLost: false,
  };
  if (lease.id !== null) {
    state.leases.set(lease.id, lease);
    account.idle += lease.granted;
  }
  account.leases.push(lease);
  return lease;
}

/** Names an account without limit in the journal for a lease's time; it is drawn on without a lease. */
export function addName(state: CoreState, account: Account): Lease {
  const knownUntil = account.knownUntil - driftSince(state, account.knownOffset);
  const untilEndMs = account.endMs - storeNow(state, state.mono);
  const name = addLease(state, account, {
    id: null,
    granted: boundless,
    deadline: Math.min(knownUntil, state.mono + Math.min(state.settings.ttlMs, untilEndMs)),
    offset: state.wall - state.mono,
    isForExtend: false,
  });
  schedule(state, account, state.mono + state.settings.idleCloseMs);
  return name;
}

/** Holds units of a lease for a call. */
export function takeUnits(state: CoreState, lease: Lease, units: number, isFixed: boolean): void {
  const { account } = lease;
  lease.left -= units;
  lease.usedAt = state.mono;
  account.spent += units;
  account.usedAt = state.mono;
  if (isFixed) lease.fixed += units;
  // What was drawn without limit comes back to nobody: a limit that is there again knows nothing of it.
  if (lease.id === null) return;
  account.idle -= units;
  if (!isFixed) account.variable += units;
}

/** Ends a hold: `cost` of it was spent, the rest is free again. */
export function endHold(lease: Lease, held: number, cost: number, isFixed: boolean): void {
  const { account } = lease;
  lease.left += held - cost;
  lease.unflushed += cost;
  if (isFixed) lease.fixed -= held;
  if (lease.id === null) return;
  account.idle += held - cost;
  if (!isFixed) account.variable -= held;
}

/** From now on nothing is admitted on this lease. */
export function retireLease(state: CoreState, lease: Lease): void {
  const { account } = lease;
  const at = account.leases.indexOf(lease);
  if (at < 0) return;
  account.leases.splice(at, 1);
  account.retired.push(lease);
  state.retiring.add(account);
}

/** Forgets a lease that is closed. */
export function removeLease(state: CoreState, lease: Lease): void {
  const { account } = lease;
  account.retired = account.retired.filter((other) => other !== lease);
  account.returns.delete(lease);
  if (account.retired.length === 0) state.retiring.delete(account);
  if (lease.id === null) {
    account.consumed += boundless - lease.left;
    return;
  }
  account.idle -= lease.left;
  state.leases.delete(lease.id);
}

/** Units that calls can be admitted on now, once dead leases were taken out (`retireDead`). */
export function usableUnits(account: Account, isExtend: boolean): number {
  let units = 0;
  for (const lease of account.leases) units += lease.left;
  if (isExtend) for (const lease of account.retired) if (isForStreams(lease)) units += lease.left;
  return units;
}

/** True for a retired lease that running streams may still draw on. */
export function isForStreams(lease: Lease): boolean {
  return lease.isForExtend && !lease.isClosing && !lease.isLost;
}
