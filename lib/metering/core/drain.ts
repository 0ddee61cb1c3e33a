import { enterPhase } from "@/lib/metering/core/not-ready";
import { refuseWaiters } from "@/lib/metering/core/refuse-waiters";
import { retireAll } from "@/lib/metering/core/retire-dead";
import { markDirty } from "@/lib/metering/core/schedule";
import type { Account, CoreState } from "@/lib/metering/core/state";

/** Admits nothing more. Running calls go on; what they leave is flushed, leases are closed. */
export function drain(state: CoreState): void {
  state.isDraining = true;
  if (state.phase === "serving") enterPhase(state, "draining");
  refuseWaiters(state, { status: "not_ready", reason: "draining" }, true);
  retireAll(state);
}

/** Stops when nothing is left to do: all of it is in the ledger, or in the journal for the next start. */
export function stopWhenDrained(state: CoreState): void {
  if (!state.isDraining || state.phase === "stopped" || state.phase === "fenced") return;
  if (state.phase === "new" || state.phase === "opening" || state.phase === "recovering") {
    stop(state);
    return;
  }
  if (state.inFlight.size > 0) return;
  // What was granted to running calls since, or by an answer that was on its way.
  retireAll(state);
  if (state.queue.length > 0 || state.spilledFrom !== 0) {
    state.flushNow = true;
    return;
  }
  for (const account of state.accounts.values()) {
    if (isEmpty(account)) continue;
    markDirty(state, account);
    return;
  }
  stop(state);
}

function isEmpty(account: Account): boolean {
  const { leases, retired, acquire } = account;
  const isCertain = acquire === null || acquire.unknownSentAt === Number.NEGATIVE_INFINITY;
  return leases.length + retired.length === 0 && isCertain && !account.isBusy;
}

function stop(state: CoreState): void {
  if (state.inFlight.size > 0) return;
  enterPhase(state, "stopped");
  state.out.push({ type: "stop", reason: "drained" });
}
