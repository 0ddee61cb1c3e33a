import { admit } from "@/lib/metering/core/admit";
import { attempt } from "@/lib/metering/core/attempt";
import { isAlive } from "@/lib/metering/core/lease";
import type { CoreState, Lease, Waiter } from "@/lib/metering/core/state";
import type { HoldRequest, Source } from "@/lib/metering/types";

/** Decides one call (§5): at once where leases cover it, else when the store has said more, or the wait is over. */
export function reserve(state: CoreState, ticket: number, hold: HoldRequest): void {
  if (state.notReady !== null) {
    state.out.push({ type: "answer", ticket, reservation: { status: "not_ready", reason: state.notReady } });
    return;
  }
  const source = hold.sources[0];
  if (source && source.kind !== "credits" && hold.caps.length === 0) {
    const lease = findWarmLease(state, source, hold.units);
    if (lease) {
      state.counts.leaseHits++;
      admit(state, ticket, hold, source, [{ lease, held: hold.units }]);
      return;
    }
  }
  decideSlowly(state, ticket, hold);
}

/** The first lease of the account, if it covers the call alone. */
function findWarmLease(state: CoreState, source: Exclude<Source, { kind: "credits" }>, units: number): Lease | null {
  const account = state.accounts.get(source.account.name);
  if (!account?.isKnown) return null;
  const lease = account.leases[0];
  return lease && lease.left >= units && isAlive(state, lease) ? lease : null;
}

function decideSlowly(state: CoreState, ticket: number, hold: HoldRequest): void {
  const deadline = state.mono + state.settings.waitMs;
  const waiter: Waiter = {
    ticket,
    hold,
    call: null,
    units: hold.units,
    deadline,
    isDone: false,
    held: null,
    blockedOn: [],
  };
  state.waiting++;
  attempt(state, waiter);
  if (waiter.isDone) return;
  state.waiters.push(waiter);
}
