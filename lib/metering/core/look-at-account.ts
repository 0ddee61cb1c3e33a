import { usableUnits } from "@/lib/metering/core/lease";
import { attemptLifeMs } from "@/lib/metering/core/limits";
import type { Account, CoreState } from "@/lib/metering/core/state";
import { storeNow } from "@/lib/metering/core/store-now";

/**
 * What is known of `units` on an account (§5). `covered`: leases hold them. `spent`: the store said, at most 250 ms ago,
 * that even the return of every other hold would not be enough. `gone`: said longer ago, and use cannot be undone, so
 * that the next source may be asked, yet nobody may be refused. `short`: enough exists, but others hold it. `ask`:
 * the store must be asked. `unclear`: the store cannot say now.
 */
export type View = "covered" | "spent" | "gone" | "short" | "ask" | "unclear" | "not_included" | "outside_period";

export function lookAtAccount(state: CoreState, account: Account, units: number, isExtend: boolean): View {
  const { mono } = state;
  if (!isExtend) {
    if (account.refusal && mono < account.refusal.until) return account.refusal.status;
    if (!account.isKnown) return "ask";
  }
  if (!account.isEnforced) return !isExtend && storeNow(state, mono) >= account.endMs ? "outside_period" : "covered";
  const usable = usableUnits(account, isExtend);
  if (usable >= units) return "covered";
  if (mono < account.holdUntil) return "unclear";
  if (isFresh(state, account) && account.negative) {
    if (reachOf(account) < units) return "spent";
    return usable + account.negative.available >= units ? "ask" : "short";
  }
  const isGone = account.hasNumbers && account.negative !== null && account.posted - account.consumed < units;
  return isGone && account.idle < units ? "gone" : "ask";
}

/** True while the last refusal may be passed on to a caller: young enough, and no earlier attempt may still be granted. */
export function isFresh(state: CoreState, account: Account): boolean {
  const { negative } = account;
  return (
    negative !== null &&
    negative.at >= (account.acquire?.unknownSentAt ?? Number.NEGATIVE_INFINITY) + attemptLifeMs &&
    state.mono - negative.at <= state.settings.negativeMs
  );
}

/** The most that can become usable here without money (§3), by the last refusal. */
export function reachOf(account: Account): number {
  return (account.negative?.ceiling ?? 0) + account.idle + account.variable;
}
