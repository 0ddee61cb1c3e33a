import { endClose } from "@/lib/metering/core/close-lease";
import { restore } from "@/lib/metering/core/restore";
import { markDirty } from "@/lib/metering/core/schedule";
import type { CoreState } from "@/lib/metering/core/state";
import { noteStoreTime } from "@/lib/metering/core/store-now";
import { takeAccountOpened } from "@/lib/metering/core/take-account-opened";
import { takeAcquired } from "@/lib/metering/core/take-acquired";
import { takeClosed } from "@/lib/metering/core/take-closed";
import { takeFlushed } from "@/lib/metering/core/take-flushed";
import { takeNodeOpened } from "@/lib/metering/core/take-node-opened";
import type { StoreAnswer } from "@/lib/metering/core/types";

/** Takes an answer of the store. What was asked under an older epoch says nothing that still holds. */
export function takeAnswer(state: CoreState, number: number, answer: StoreAnswer): void {
  const call = state.calls.get(number);
  if (!call) return;
  state.calls.delete(number);
  noteStoreTime(state, answer.nowMs, call);
  const { account } = call;
  if (account) {
    account.isBusy = false;
    account.failures = 0;
    markDirty(state, account);
  }
  if (answer.fn === "lease_close") endClose(state);
  if (answer.fn === "node_open") {
    if (state.phase === "opening") takeNodeOpened(state, answer);
    return;
  }
  if (call.epoch !== state.epoch || state.phase === "opening") return;
  const isOfNode = answer.fn !== "account_open" && answer.fn !== "lease_recall";
  if (isOfNode && answer.lastSeq < call.seqAt) restore(state);
  else if (answer.fn === "usage_flush") takeFlushed(state, answer.lastSeq);
  else if (answer.fn === "account_open") takeAccountOpened(state, call, answer);
  else if (answer.fn === "lease_acquire") takeAcquired(state, call, answer);
  else if (answer.fn === "lease_return" && call.lease) call.lease.account.returns.delete(call.lease);
  else if (answer.fn === "lease_close") takeClosed(state, call);
}
