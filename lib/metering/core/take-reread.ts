import { pushOutcome } from "@/lib/metering/core/enqueue-outcome";
import { gapOf, gatherOutcomes } from "@/lib/metering/core/gather-outcomes";
import type { CoreState } from "@/lib/metering/core/state";
import { storeNow } from "@/lib/metering/core/store-now";
import type { FlushRecord } from "@/lib/metering/core/types";
import type { JournalRecord } from "@/lib/metering/journal/types";

/** Takes outcomes read back from the journal. A number that it has lost is filled by a gap, or the flush would stop there. */
export function takeReread(state: CoreState, records: readonly JournalRecord[]): void {
  const from = state.rereadFrom;
  state.rereadFrom = 0;
  // Asked for before the node opened anew: what is missing in front of it is not lost.
  if (state.spilledFrom === 0 || from !== state.spilledFrom) return;
  const found = new Map<number, FlushRecord>();
  for (const record of gatherOutcomes(records)) if (record.seq >= state.spilledFrom) found.set(record.seq, record);
  const greatest = Math.max(state.spilledFrom - 1, ...found.keys());
  const last = found.size === 0 ? Math.min(state.seq, state.spilledFrom + state.settings.maxQueuedRecords) : greatest;
  for (let seq = state.spilledFrom; seq <= last; seq++) {
    pushOutcome(state, found.get(seq) ?? state.unwritten.get(seq)?.outcome ?? fillGap(state, seq));
  }
  state.spilledFrom = last >= state.seq ? 0 : last + 1;
}

function fillGap(state: CoreState, seq: number): FlushRecord {
  const atMs = storeNow(state, state.mono);
  state.counts.gap++;
  state.out.push({ type: "append", record: { type: "GAP", pos: ++state.pos, seq, draws: [], atMs } });
  return gapOf(seq, [], atMs, new Map());
}
