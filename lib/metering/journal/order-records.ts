import type { JournalRecord, ScannedSegment } from "@/lib/metering/journal/types";

const isSorted = (records: readonly JournalRecord[]): boolean =>
  records.every((record, i) => i === 0 || (records[i - 1] as JournalRecord).pos < record.pos);

/** Ascending and each pos once. */
function sortByPos(records: readonly JournalRecord[]): readonly JournalRecord[] {
  if (isSorted(records)) return records;
  const sorted = [...records].sort((a, b) => a.pos - b.pos);
  return sorted.filter((record, i) => i === 0 || (sorted[i - 1] as JournalRecord).pos < record.pos);
}

/**
 * The records of segments in ascending pos. After a failed sync the same records stand in two neighbours, each perhaps
 * with holes: such neighbours are read as one.
 */
export function* orderRecords(segments: Iterable<ScannedSegment>): Generator<JournalRecord> {
  let held: readonly JournalRecord[] = [];
  for (const { records } of segments) {
    const first = records[0];
    if (!first) continue;
    const last = held.at(-1);
    if (last && last.pos >= first.pos) {
      held = sortByPos([...held, ...records]);
      continue;
    }
    yield* held;
    held = records;
  }
  yield* held;
}
