import { endClose } from "@/lib/metering/core/close-lease";
import { fence } from "@/lib/metering/core/fence";
import { restore } from "@/lib/metering/core/restore";
import { backoffMs, markDirty } from "@/lib/metering/core/schedule";
import type { Account, CoreState, StoreCall } from "@/lib/metering/core/state";
import { retryFlush } from "@/lib/metering/core/take-flushed";
import type { StoreFailure } from "@/lib/metering/core/types";

/** Takes the failure of a store call. Everything is tried again, later each time, but for a fence. */
export function takeFailure(state: CoreState, number: number, failure: StoreFailure): void {
  const call = state.calls.get(number);
  if (!call) return;
  state.calls.delete(number);
  const { account, request } = call;
  if (account) tryLater(state, account);
  if (request.fn === "lease_close") {
    endClose(state);
    if (!account) {
      state.recovery?.closing.delete(request.leaseId);
      if (state.mono >= state.openRetryAt) state.openRetryAt = state.mono + backoffMs(state, 0, 100, 100);
    }
  }
  if (request.fn === "node_open") {
    state.openRetryAt = state.mono + backoffMs(state, state.openFailures++, 100, 5_000);
    return;
  }
  if (call.epoch !== state.epoch || state.phase === "opening") return;
  if (failure.kind === "fenced") fence(state);
  else if (failure.kind === "gap" || failure.kind === "unflushed") restore(state);
  else if (request.fn === "usage_flush") retryFlush(state);
  else if (account && failure.kind === "unknown") takeNoResult(account, call);
}

/** An acquire that may have been done, or may still be: until that is out, nobody is refused here. */
function takeNoResult(account: Account, call: StoreCall): void {
  if (call.request.fn !== "lease_acquire" || account.acquire?.leaseId !== call.request.leaseId) return;
  account.acquire.unknownSentAt = call.sentAt;
}

function tryLater(state: CoreState, account: Account): void {
  account.isBusy = false;
  account.retryAt = state.mono + backoffMs(state, account.failures++, 25, 1_000);
  markDirty(state, account);
}
