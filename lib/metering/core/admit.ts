import { describeAccount, describeLots } from "@/lib/metering/core/describe-account";
import { findAccount } from "@/lib/metering/core/find-account";
import { takeUnits } from "@/lib/metering/core/lease";
import { nameLease } from "@/lib/metering/core/name-lease";
import { schedule } from "@/lib/metering/core/schedule";
import type { Account, Call, CoreState, Draw, Lease } from "@/lib/metering/core/state";
import { storeNow } from "@/lib/metering/core/store-now";
import type { JournalDraw } from "@/lib/metering/journal/types";
import type { AccountState, HoldRequest, Source } from "@/lib/metering/types";

/** Admits a call on planned draws: takes the units, journals ADMIT, answers; where that must be on the disk, later. */
export function admit(state: CoreState, ticket: number, hold: HoldRequest, funding: Source, draws: Draw[]): void {
  const journalDraws: JournalDraw[] = [];
  let isForced = false;
  for (const { lease, held } of draws) {
    holdUnits(state, lease, held, hold.isFixed);
    journalDraws.push({ lease: lease.number, cost: held });
    if (state.settings.powerKinds.includes(lease.account.kind)) isForced = true;
  }
  const pos = ++state.pos;
  const admittedAtMs = storeNow(state, state.mono);
  const isCredits = funding.kind === "credits";
  const perUnit = isCredits ? funding.microPerUnit : 1;
  const { requestId, tenantId, featureId, keyId, routeId, units } = hold;
  state.out.push({
    type: "append",
    record: {
      type: "ADMIT",
      pos,
      requestId,
      tenantId,
      featureId,
      keyId,
      routeId,
      units,
      unknownUnits: isCredits ? 0 : units,
      perUnit,
      draws: journalDraws,
      admittedAtMs,
    },
  });
  const call: Call = {
    requestId,
    pos,
    source: funding.kind,
    ticket,
    hold,
    funding,
    draws,
    units,
    perUnit,
    admittedAtMs,
    progressAt: state.mono,
  };
  state.inFlight.set(pos, call);
  if (isForced) forceToDisk(state, call);
  else answerGranted(state, call);
}

/** Tells the caller that it may forward. */
export function answerGranted(state: CoreState, call: Call): void {
  state.counts.granted++;
  const { requestId, pos, source } = call;
  const admission = { requestId, pos, source };
  const reservation = { status: "granted" as const, admission, state: describeFunding(state, call.funding) };
  state.out.push({ type: "answer", ticket: call.ticket, reservation });
}

/** Adds what a lease gives to a call that is not journalled yet, and counts the call on it. */
export function holdUnits(state: CoreState, lease: Lease, units: number, isFixed: boolean): void {
  nameLease(state, lease);
  takeUnits(state, lease, units, isFixed);
  lease.inFlight++;
  const { account } = lease;
  account.inFlight++;
  if (!lease.hasRefilled && lease.left * 2 <= lease.granted && lease.id !== null) wishRefill(state, lease, account);
}

/** Half of the lease is spent: a second one is asked for beside the calls (§6). */
function wishRefill(state: CoreState, lease: Lease, account: Account): void {
  lease.hasRefilled = true;
  account.wantsRefill = true;
  schedule(state, account, state.mono);
}

function forceToDisk(state: CoreState, call: Call): void {
  state.unsynced.push(call);
  if (state.isSyncing) return;
  state.isSyncing = true;
  state.out.push({ type: "sync" });
}

function describeFunding(state: CoreState, funding: Source): AccountState {
  if (funding.kind !== "credits") return describeAccount(findAccount(state, funding.account));
  return describeLots(funding.lots.map((lot) => findAccount(state, lot)));
}
