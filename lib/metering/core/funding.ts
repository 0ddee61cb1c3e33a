import { describeAccount } from "@/lib/metering/core/describe-account";
import { addName, isForStreams, usableUnits } from "@/lib/metering/core/lease";
import { reachOf } from "@/lib/metering/core/look-at-account";
import type { Account, CoreState, Draw, Lease, Need } from "@/lib/metering/core/state";
import type { Reservation, Source } from "@/lib/metering/types";

/** What one account lacks. */
export type Lack = { account: Account; need: Need };

/** How a call could be paid for now, or what keeps it from that. Nothing is taken before it is carried out. */
export type Funding = {
  draws: Draw[];
  /** The source that covers the call. */
  source: Source | null;
  /** What must come from the store first. */
  needs: Lack[];
  /** One of the needs is a question; the others only wait for what is held. */
  isAsking: boolean;
  /** A certain no. */
  answer: Reservation | null;
  /** The answer when nothing comes back in time: enough exists, but calls in flight hold it. */
  held: Extract<Reservation, { status: "held" }> | null;
  /** An account of which nobody can say anything now. */
  isUnclear: boolean;
};

export function newFunding(): Funding {
  return { draws: [], source: null, needs: [], isAsking: false, answer: null, held: null, isUnclear: false };
}

/** Notes that the store must be asked about an account. */
export function ask(funding: Funding, lack: Lack): void {
  funding.needs.push(lack);
  funding.isAsking = true;
}

/** `heldUnits` of this answer is what calls in flight hold. */
export function sayHeld(account: Account, by: Source["kind"]): NonNullable<Funding["held"]> {
  const heldUnits = Math.max(0, reachOf(account) - usableUnits(account, false));
  return { status: "held", by, state: { ...describeAccount(account), heldUnits } };
}

/** Plans `units` over the account's leases, the oldest first. They must cover them. */
export function planDraws(
  state: CoreState,
  funding: Funding,
  account: Account,
  units: number,
  isExtend: boolean,
): void {
  if (!account.isEnforced) {
    funding.draws.push({ lease: account.leases[0] ?? addName(state, account), held: units });
    return;
  }
  const rest = planOver(funding.draws, account.leases, units);
  if (isExtend && rest > 0) planOver(funding.draws, account.retired.filter(isForStreams), rest);
}

function planOver(draws: Draw[], leases: readonly Lease[], units: number): number {
  let rest = units;
  for (const lease of leases) {
    if (rest === 0) break;
    const held = Math.min(rest, lease.left);
    if (held <= 0) continue;
    draws.push({ lease, held });
    rest -= held;
  }
  return rest;
}
