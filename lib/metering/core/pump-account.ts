import { askForLease, askInAdvance } from "@/lib/metering/core/acquire";
import { callStore } from "@/lib/metering/core/call-store";
import { closeRefused, closeRetired } from "@/lib/metering/core/close-lease";
import { returnIdle } from "@/lib/metering/core/return-idle";
import { schedule } from "@/lib/metering/core/schedule";
import type { Account, CoreState } from "@/lib/metering/core/state";

/** Starts the next store call of an account, the most urgent first; they run strictly one after another (§5.8). */
export function pumpAccount(state: CoreState, account: Account): void {
  if (account.isBusy || (state.phase !== "serving" && state.phase !== "draining")) return;
  if (state.mono < account.retryAt) {
    schedule(state, account, account.retryAt);
    return;
  }
  for (const start of inOrder) if (start(state, account)) return;
}

type Start = (state: CoreState, account: Account) => boolean;

const inOrder: readonly Start[] = [
  openUnknown,
  returnIdle,
  recall,
  askForLease,
  closeRefused,
  closeRetired,
  askInAdvance,
];

function openUnknown(state: CoreState, account: Account): boolean {
  if (account.isKnown || !hasCallers(account)) return false;
  callStore(state, { fn: "account_open", account: account.ref }, account);
  return true;
}

/** Streams go on with what they know of an account; calls that begin need its present state. */
function hasCallers(account: Account): boolean {
  for (const need of account.waiting.values()) if (!need.isExtend) return true;
  return false;
}

function recall(state: CoreState, account: Account): boolean {
  if (!account.wantsRecall || account.id === null) return false;
  account.wantsRecall = false;
  if (account.waiting.size === 0) return false;
  account.recallSentAt = state.mono;
  callStore(state, { fn: "lease_recall", accountId: account.id }, account);
  return true;
}
