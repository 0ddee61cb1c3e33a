import { releaseCall } from "@/lib/metering/core/release-call";
import { restartRecovery } from "@/lib/metering/core/restart-recovery";
import type { CoreState } from "@/lib/metering/core/state";
import type { Effect } from "@/lib/metering/core/types";
import type { JournalRecord } from "@/lib/metering/journal/types";

/**
 * The journal could not take a record: what was admitted by it or behind it is not admitted, everything else of that
 * step still holds and is asked for again (§8). Outcomes go to the ledger without a record of their own; recovery,
 * which acts on what is written, begins anew.
 */
export function undoAppends(state: CoreState, pos: number, undone: readonly Effect[]): void {
  state.pos = pos - 1;
  if (state.recovery?.isStart) {
    restartRecovery(state, undone);
    return;
  }
  const refused = new Set<number>();
  for (const effect of undone) {
    if (effect.type === "append") undoAppend(state, effect.record, refused);
    else if (effect.type === "extended") state.out.push({ ...effect, granted: false });
    else if (effect.type !== "answer" || !refused.has(effect.ticket)) state.out.push(effect);
  }
}

function undoAppend(state: CoreState, record: JournalRecord, refused: Set<number>): void {
  if (record.type === "ADMIT") refuseCall(state, record.pos, refused);
  else if (record.type === "LEASE_OPEN") forgetName(state, record.lease);
  else if (record.type === "OK" || record.type === "VOID") {
    const outcome = state.fresh.find(({ seq }) => seq === record.seq);
    if (outcome) state.unwritten.set(record.seq, { outcome, record });
  }
}

function refuseCall(state: CoreState, pos: number, refused: Set<number>): void {
  const call = state.inFlight.get(pos);
  if (!call) return;
  releaseCall(state, call);
  refused.add(call.ticket);
  state.unsynced = state.unsynced.filter((other) => other !== call);
  const reservation = { status: "not_ready" as const, reason: "journal_failed" as const };
  state.out.push({ type: "answer", ticket: call.ticket, reservation });
}

/** The next call that draws on the lease names it again. */
function forgetName(state: CoreState, number: number): void {
  for (const account of state.accounts.values())
    for (const lease of [...account.leases, ...account.retired]) if (lease.number === number) lease.number = 0;
}
