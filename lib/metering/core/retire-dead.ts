import { driftSince } from "@/lib/metering/core/drift-since";
import { hasDrifted, isAlive, retireLease } from "@/lib/metering/core/lease";
import { maxDriftMs } from "@/lib/metering/core/limits";
import { markDirty } from "@/lib/metering/core/schedule";
import type { Account, CoreState } from "@/lib/metering/core/state";

/**
 * Takes leases out of use whose time is over. When the clocks have gone apart the machine may have slept: then every
 * lease of this node goes (§5.3), and the store is asked for its time and for every account's period anew.
 */
export function retireDead(state: CoreState, account: Account): void {
  if (isOutdated(state, account)) forgetLimit(state, account);
  for (let i = 0; i < account.leases.length; ) {
    const lease = account.leases[i];
    if (!lease || isAlive(state, lease)) i++;
    else if (hasDrifted(state, lease)) {
      state.out.push({ type: "alarm", alarm: "clock_drift", detail: `${state.wall - state.mono - lease.offset} ms` });
      dropAll(state);
    } else {
      retireLease(state, lease);
      markDirty(state, account);
    }
  }
}

/** What is drawn on without a lease has no deadline of its own: the drift of the clocks is told by what is known of it. */
function isOutdated(state: CoreState, { isKnown, isEnforced, knownUntil, knownOffset }: Account): boolean {
  if (isEnforced || !isKnown) return state.mono >= knownUntil;
  const drift = driftSince(state, knownOffset);
  return drift >= maxDriftMs || state.mono + drift >= knownUntil;
}

/** An exception that lifted the limit may be over: nobody announces that time has passed. */
function forgetLimit(state: CoreState, account: Account): void {
  account.knownUntil = Number.POSITIVE_INFINITY;
  account.isKnown = false;
  retireOfAccount(state, account);
}

function dropAll(state: CoreState): void {
  retireAll(state);
  for (const account of state.accounts.values()) {
    account.negative = null;
    account.isKnown = account.kind === "credit";
  }
  state.flushedAt = Number.NEGATIVE_INFINITY;
}

/** Takes every lease of this node out of use. */
export function retireAll(state: CoreState): void {
  for (const account of state.accounts.values()) retireOfAccount(state, account);
}

/** Takes every lease of one account out of use. */
export function retireOfAccount(state: CoreState, account: Account): void {
  if (account.leases.length === 0) return;
  for (const lease of [...account.leases]) retireLease(state, lease);
  markDirty(state, account);
}
