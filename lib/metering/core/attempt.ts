import { admit } from "@/lib/metering/core/admit";
import { extendCall } from "@/lib/metering/core/extend-call";
import { findFunding, isCovered } from "@/lib/metering/core/find-funding";
import type { Funding } from "@/lib/metering/core/funding";
import { markDirty } from "@/lib/metering/core/schedule";
import type { Account, CoreState, Waiter } from "@/lib/metering/core/state";
import type { Reservation } from "@/lib/metering/types";

/** Tries to answer a waiting call by what is known now; what it still lacks is asked of the store. */
export function attempt(state: CoreState, waiter: Waiter): void {
  const before = [...waiter.blockedOn];
  leaveQueues(waiter);
  const funding = fund(state, waiter);
  if (isCovered(funding) && funding.source) {
    if (before.length === 0) state.counts.leaseHits++;
    else state.counts.leaseMisses++;
    finish(state, waiter);
    const { call, hold, ticket } = waiter;
    if (call) {
      extendCall(state, call, funding.draws, waiter.units);
      state.out.push({ type: "extended", ticket, granted: true });
    } else admit(state, ticket, hold, funding.source, funding.draws);
    return;
  }
  const answer = funding.answer ?? answerNow(state, waiter, funding);
  if (answer) refuse(state, waiter, answer);
  else joinQueues(state, waiter, funding, before);
}

/** Ends a waiting call that was not granted. */
export function refuse(state: CoreState, waiter: Waiter, reservation: Reservation): void {
  finish(state, waiter);
  leaveQueues(waiter);
  const { ticket } = waiter;
  if (waiter.call) {
    state.out.push({ type: "extended", ticket, granted: false });
    return;
  }
  const { status } = reservation;
  if (status === "held" || status === "exhausted" || status === "capped" || status === "unknown")
    state.counts[status]++;
  state.out.push({ type: "answer", ticket, reservation });
}

function fund(state: CoreState, waiter: Waiter): Funding {
  const { call, hold } = waiter;
  if (!call) return findFunding(state, hold, hold.units, false);
  return findFunding(state, { ...hold, sources: [call.funding] }, waiter.units, true);
}

/**
 * The answer of a call that must wait, if it need not: nobody knows, or its time is over. A call that only holds keep
 * out is told so at once for as long as another one's wait was in vain a moment ago. What the store said during the wait
 * still is an answer at its end, when it is being asked once more.
 */
function answerNow(state: CoreState, waiter: Waiter, funding: Funding): Reservation | null {
  const { held, needs } = funding;
  const isLate = state.mono >= waiter.deadline;
  if (held) waiter.held = held;
  if (funding.isUnclear) return { status: "unknown" };
  if (!held || funding.isAsking) return isLate ? (waiter.held ?? { status: "unknown" }) : null;
  if (isLate) for (const { account } of needs) account.heldUntil = state.mono + state.settings.negativeMs;
  return needs.every(({ account }) => state.mono < account.heldUntil) ? held : null;
}

function finish(state: CoreState, waiter: Waiter): void {
  waiter.isDone = true;
  state.waiting--;
}

/** Has each account that is lacking asked; those that it waited for before are at work already. */
function joinQueues(state: CoreState, waiter: Waiter, funding: Funding, before: readonly Account[]): void {
  for (const { account, need } of funding.needs) {
    account.waiting.set(waiter, need);
    waiter.blockedOn.push(account);
    if (!before.includes(account)) markDirty(state, account);
  }
}

function leaveQueues(waiter: Waiter): void {
  for (const account of waiter.blockedOn) account.waiting.delete(waiter);
  waiter.blockedOn.length = 0;
}
