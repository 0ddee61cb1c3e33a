import { leasePart, lowCoverMs, lowPart, rateWindowMs } from "@/lib/metering/core/limits";
import type { Account, CoreState } from "@/lib/metering/core/state";

/** True while little is left of an account: leases shrink, and close after a second (§6). */
export function isLow(account: Account): boolean {
  return account.hasNumbers && account.available < lowPart * account.posted;
}

/** The most that one lease may take in advance: a small part of what is available, shared by the live nodes. */
export function leaseBound(account: Account): number {
  return Math.max(0, Math.floor((leasePart * account.available) / account.liveNodes));
}

/**
 * Units to ask for (§6): what this node uses in the cover time, at least what calls wait for, at most the bound. While
 * little is left the cover time is a second.
 */
export function sizeLease(state: CoreState, account: Account, demand: number): number {
  const coverMs = isLow(account) ? Math.min(lowCoverMs, state.settings.coverMs) : state.settings.coverMs;
  const wish = Math.ceil((ratePerSecond(state, account, demand) * coverMs) / 1_000);
  return Math.max(demand, Math.min(wish, leaseBound(account)));
}

/** Own use in units per second over the last 10 s, with what waits now; over at least one second. */
function ratePerSecond(state: CoreState, account: Account, demand: number): number {
  const sinceMs = state.mono - account.ratedAt;
  const windowMs = Math.max(1_000, Math.min(rateWindowMs, state.mono - account.firstUsedAt));
  const before = account.rate * Math.max(0, windowMs - sinceMs);
  account.rate = (account.spent * 1_000 + before) / Math.max(sinceMs, windowMs);
  account.spent = 0;
  account.ratedAt = state.mono;
  return account.rate + (demand * 1_000) / windowMs;
}
