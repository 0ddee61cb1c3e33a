import { noteReadiness } from "@/lib/metering/core/not-ready";
import { releaseCall } from "@/lib/metering/core/release-call";
import type { CoreState } from "@/lib/metering/core/state";
import type { Effect } from "@/lib/metering/core/types";
import type { JournalRecord } from "@/lib/metering/journal/types";

/**
 * The journal could not take a record: what was admitted by it or behind it is not admitted, everything else of that
 * step still holds and is asked for again (§8). Outcomes go to the ledger without a record of their own.
 */
export function undoAppends(state: CoreState, pos: number, undone: readonly Effect[]): void {
  state.room = "failed";
  noteReadiness(state);
  state.pos = pos - 1;
  const refused = new Set<number>();
  for (const effect of undone) {
    if (effect.type === "append") undoAppend(state, effect.record, refused);
    else if (effect.type !== "answer" || !refused.has(effect.ticket)) state.out.push(effect);
  }
}

function undoAppend(state: CoreState, record: JournalRecord, refused: Set<number>): void {
  if (record.type === "ADMIT") {
    const call = state.inFlight.get(record.pos);
    if (!call) return;
    releaseCall(state, call);
    refused.add(call.ticket);
    state.unsynced = state.unsynced.filter((other) => other !== call);
    const reservation = { status: "not_ready" as const, reason: "journal_failed" as const };
    state.out.push({ type: "answer", ticket: call.ticket, reservation });
  } else if (record.type === "LEASE_OPEN") {
    for (const account of state.accounts.values())
      for (const lease of [...account.leases, ...account.retired]) if (lease.number === record.lease) lease.number = 0;
  } else if (record.type === "OK" || record.type === "VOID" || record.type === "GAP") {
    const outcome = state.fresh.find(({ seq }) => seq === record.seq);
    if (outcome) state.unwritten.set(record.seq, outcome);
  }
}
