import { dropAccount } from "@/lib/metering/core/find-account";
import { retireLease } from "@/lib/metering/core/lease";
import { forgetAfterMs, lowCoverMs } from "@/lib/metering/core/limits";
import { retireDead } from "@/lib/metering/core/retire-dead";
import { markDirty, schedule } from "@/lib/metering/core/schedule";
import { isLow } from "@/lib/metering/core/size-lease";
import type { Account, CoreState, Lease } from "@/lib/metering/core/state";

/** Looks at an account whose time has come: ends old and idle leases, asks for new ones, forgets what is not used. */
export function lookAfterAccount(state: CoreState, account: Account): void {
  if (state.accounts.get(account.name) !== account) return;
  retireDead(state, account);
  const idleMs = isLow(account) ? Math.min(lowCoverMs, state.settings.idleCloseMs) : state.settings.idleCloseMs;
  let next = Number.POSITIVE_INFINITY;
  for (const lease of [...account.leases]) next = Math.min(next, lookAfterLease(state, lease, idleMs));
  markDirty(state, account);
  if (next < Number.POSITIVE_INFINITY) {
    schedule(state, account, next);
    return;
  }
  const forgetAt = account.usedAt + forgetAfterMs;
  if (state.mono < forgetAt) schedule(state, account, forgetAt);
  else if (isUnused(account)) dropAccount(state, account);
  else schedule(state, account, state.mono + lowCoverMs);
}

/** Retires an idle lease; an active one is followed by a second at a third of its life (§6). When to look again. */
function lookAfterLease(state: CoreState, lease: Lease, idleMs: number): number {
  const { account } = lease;
  const isSpent = lease.left === 0 && lease.inFlight === 0;
  const usedAt = lastUsed(lease);
  const isIdle = lease.inFlight === 0 && state.mono >= usedAt + idleMs;
  if (isSpent || isIdle) {
    retireLease(state, lease);
    return Number.POSITIVE_INFINITY;
  }
  const refillAt = lease.openedAt + (lease.deadline - lease.openedAt) / 3;
  if (!lease.hasRefilled && state.mono >= refillAt && lease.id !== null) {
    lease.hasRefilled = true;
    if (account.usedAt > lease.openedAt) account.wantsRefill = true;
  }
  const idleAt = lease.inFlight > 0 ? state.mono + idleMs : usedAt + idleMs;
  const times = lease.hasRefilled ? [lease.deadline, idleAt] : [lease.deadline, idleAt, refillAt];
  return Math.min(...times.filter((at) => at > state.mono));
}

/** A second lease stands by while the first is drawn on; where little is left, others need what is not drawn on. */
const lastUsed = ({ account, usedAt }: Lease): number => (isLow(account) ? usedAt : Math.max(usedAt, account.usedAt));

function isUnused(account: Account): boolean {
  const holdsNothing = account.leases.length === 0 && account.retired.length === 0 && account.inFlight === 0;
  const wantsNothing = account.waiting.size === 0 && account.acquire === null;
  return holdsNothing && wantsNothing && !account.isBusy;
}
