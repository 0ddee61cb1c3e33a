import { openNode } from "@/lib/metering/core/open-node";
import type { CoreState, Recovery } from "@/lib/metering/core/state";
import type { RecoveredJournal } from "@/lib/metering/journal/types";
import type { AccountKind } from "@/lib/metering/types";

/** Takes up what an earlier start of this node has left (§15), and asks the store for a new epoch. */
export function openJournal(state: CoreState, journal: RecoveredJournal, bootedAgain: boolean): void {
  state.pos = journal.lastPos;
  state.seq = journal.lastSeq;
  state.acked = journal.cursor;
  state.epoch = journal.epoch;
  state.recovery = collect(state, journal, journal.rebooted || bootedAgain);
  if (journal.torn > 0) state.out.push({ type: "alarm", alarm: "journal_torn", detail: `${journal.torn} segments` });
  if (journal.corrupt > 0)
    state.out.push({ type: "alarm", alarm: "journal_corrupt", detail: `${journal.corrupt} segments` });
  openNode(state);
}

function collect(state: CoreState, journal: RecoveredJournal, isPowerLoss: boolean): Recovery {
  const recovery: Recovery = {
    opens: [],
    isStart: true,
    inDoubt: [],
    ended: new Set(),
    progress: new Map(),
    bookKinds: kindsToBook(state, journal, isPowerLoss),
    isBooked: false,
    untilSeq: 0,
    leases: [],
    closing: new Set(),
    isExact: false,
  };
  const ended = new Set<number>();
  for (const record of journal.records) {
    if (record.type === "OK" || record.type === "VOID" || record.type === "UNKNOWN") ended.add(record.admitPos);
    if (record.type === "PROGRESS") recovery.progress.set(record.admitPos, record);
    if (record.type === "LEASE_OPEN") recovery.opens.push(record);
  }
  for (const record of journal.records)
    if (record.type === "ADMIT" && !ended.has(record.pos)) recovery.inDoubt.push(record);
  return recovery;
}

/**
 * Limits whose records may be lost: what their leases have left is booked as used, so that it is not sold twice (C9).
 * Admissions that were forced to the disk survive a power cut. Credits are released by what the journal proves.
 */
function kindsToBook(state: CoreState, journal: RecoveredJournal, isPowerLoss: boolean): AccountKind[] {
  if (journal.corrupt > 0 || journal.missingSeqs.length > 0) return ["quota", "cap"];
  if (!isPowerLoss) return [];
  return (["quota", "cap"] as const).filter((kind) => !state.settings.powerKinds.includes(kind));
}
