import { callStore } from "@/lib/metering/core/call-store";
import { usableUnits } from "@/lib/metering/core/lease";
import { leastRefill } from "@/lib/metering/core/limits";
import { schedule } from "@/lib/metering/core/schedule";
import { isLow, leaseBound, sizeLease } from "@/lib/metering/core/size-lease";
import type { Account, CoreState } from "@/lib/metering/core/state";

/** Asks for what waiting calls lack, and for more where that pays (§5.8, §6). */
export function askForLease(state: CoreState, account: Account): boolean {
  if (account.waiting.size === 0 || account.id === null) return false;
  if (state.mono < account.askAt) {
    schedule(state, account, account.askAt);
    return false;
  }
  const { units, least, isExtend } = demandOf(account);
  if (units <= 0) return false;
  const size = isExtend && account.kind === "credit" ? units : sizeLease(state, account, units);
  const want = Math.min(Number.MAX_SAFE_INTEGER, size);
  acquire(state, account, want, Math.min(want, Math.max(1, least)), isExtend);
  return true;
}

/** Asks for a second lease beside the calls, so that the next ones need not wait (§6). */
export function askInAdvance(state: CoreState, account: Account): boolean {
  if (!account.wantsRefill || account.id === null) return false;
  account.wantsRefill = false;
  const isCalm = state.mono >= account.noRefillUntil && state.phase === "serving" && account.isKnown;
  if (!isCalm || !account.isEnforced) return false;
  const isGone = account.negative !== null;
  if (!isGone && leaseBound(account) < leastRefill) return false;
  const want = sizeLease(state, account, 1);
  if (!isGone && isLow(account) && usableUnits(account, false) >= want) return false;
  acquire(state, account, want, 1, false);
  return true;
}

function acquire(state: CoreState, account: Account, want: number, min: number, isExtend: boolean): void {
  const { nodeId, ttlMs } = state.settings;
  const { epoch } = state;
  const lastSentAt = state.mono;
  const leaseId = account.acquire?.leaseId ?? `les_${nodeId}_${epoch}_${++state.leaseCount}`;
  const unknownSentAt = account.acquire?.unknownSentAt ?? Number.NEGATIVE_INFINITY;
  account.acquire = { leaseId, isExtend, lastSentAt, unknownSentAt };
  const accountId = account.id ?? "";
  const extend = isExtend;
  callStore(state, { fn: "lease_acquire", leaseId, accountId, nodeId, epoch, want, min, ttlMs, extend }, account);
}

/** What all waiting calls lack together, and the least that helps one of them. Running streams come first. */
function demandOf(account: Account): { units: number; least: number; isExtend: boolean } {
  let isExtend = false;
  for (const need of account.waiting.values()) if (need.isExtend) isExtend = true;
  let units = -usableUnits(account, isExtend);
  let least = Number.MAX_SAFE_INTEGER;
  for (const need of account.waiting.values()) {
    if (need.isExtend !== isExtend) continue;
    units += need.units;
    least = Math.min(least, need.least);
  }
  return { units, least, isExtend };
}
