import { noteReadiness } from "@/lib/metering/core/not-ready";
import { refuseWaiters } from "@/lib/metering/core/refuse-waiters";
import { settle } from "@/lib/metering/core/settle";
import type { CoreState } from "@/lib/metering/core/state";

/** The journal has room, is above its stop mark, or takes nothing at all. */
export function takeRoom(state: CoreState, room: CoreState["room"]): void {
  state.room = room;
  noteReadiness(state);
  if (room === "ok") {
    writeAgain(state);
    return;
  }
  const reason = room === "full" ? "journal_full" : "journal_failed";
  refuseWaiters(state, { status: "not_ready", reason }, true);
  if (room === "failed") refuseUnsynced(state);
}

/** Outcomes that the journal could not take: without them their calls would be in doubt at the next start. */
function writeAgain(state: CoreState): void {
  const missing = [...state.unwritten.values()];
  state.unwritten.clear();
  for (const { outcome, record } of missing) {
    state.fresh.push(outcome);
    state.out.push({ type: "append", record: { ...record, pos: ++state.pos } });
  }
}

/** Calls whose records will not reach the disk are not forwarded: they cost nothing. */
function refuseUnsynced(state: CoreState): void {
  const calls = state.unsynced;
  state.unsynced = [];
  state.isSyncing = false;
  for (const call of calls) {
    const reservation = { status: "not_ready" as const, reason: "journal_failed" as const };
    state.out.push({ type: "answer", ticket: call.ticket, reservation });
    settle(state, call, { outcome: "void", log: "" });
  }
}
