import { callTimeoutMs } from "@/lib/metering/core/limits";
import type { Account, CoreState, Lease } from "@/lib/metering/core/state";
import type { StoreRequest } from "@/lib/metering/core/types";

/** Sends one request to the store and remembers what is needed to understand its answer. */
export function callStore(
  state: CoreState,
  request: StoreRequest,
  account: Account | null = null,
  lease: Lease | null = null,
): void {
  const call = ++state.callCount;
  state.calls.set(call, {
    request,
    sentAt: state.mono,
    offset: state.wall - state.mono,
    seqAt: state.acked,
    epoch: state.epoch,
    account,
    generation: account?.generation ?? 0,
    lease,
  });
  if (account) account.isBusy = true;
  state.counts.storeCalls++;
  state.out.push({ type: "call", call, request, timeoutMs: callTimeoutMs });
}
