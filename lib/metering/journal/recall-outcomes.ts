import type { JournalRecord } from "@/lib/metering/journal/types";

/** A segment that can be read again. Its seqs are those of its outcomes; where they are not known: 0 and Infinity. */
export type ReadableSegment = { minSeq: number; maxSeq: number; read(): readonly JournalRecord[] };

type Of<Type extends JournalRecord["type"]> = Extract<JournalRecord, { type: Type }>;
type Outcome = Of<"OK" | "VOID" | "UNKNOWN"> | Of<"GAP">;

const isOutcome = (record: JournalRecord): record is Outcome => "seq" in record && record.type !== "CURSOR";

/**
 * The `max` outcomes with the lowest seqs from `seq` on, with the ADMIT of each and the LEASE_OPENs that they name, in
 * ascending pos. Reads only the segments it needs (`segments`: oldest first).
 */
export function recallOutcomes(segments: readonly ReadableSegment[], seq: number, max: number): JournalRecord[] {
  let outcomes: Outcome[] = [];
  let newest = -1;
  for (const [i, segment] of segments.entries()) {
    const isEnough = outcomes.length >= max && segment.minSeq > (outcomes.at(-1)?.seq ?? 0);
    if (segment.maxSeq < seq || isEnough) continue;
    for (const record of segment.read()) if (isOutcome(record) && record.seq >= seq) outcomes.push(record);
    outcomes = outcomes.sort((a, b) => a.seq - b.seq).slice(0, max);
    newest = i;
  }
  return [...outcomes, ...referred(outcomes, segments.slice(0, newest + 1))].sort((a, b) => a.pos - b.pos);
}

/** What outcomes refer to, looked for from the newest segment back: it nearly always stands in the same one. */
function referred(outcomes: readonly Outcome[], segments: readonly ReadableSegment[]): JournalRecord[] {
  const leases = new Set(outcomes.flatMap((outcome) => outcome.draws.map((draw) => draw.lease)));
  const admits = new Set(outcomes.flatMap((outcome) => (outcome.type === "GAP" ? [] : [outcome.admitPos])));
  const found: JournalRecord[] = [];
  for (const segment of [...segments].reverse()) {
    if (leases.size === 0 && admits.size === 0) break;
    for (const record of segment.read()) {
      const isWanted = record.type === "ADMIT" ? admits.delete(record.pos) : false;
      if (isWanted || (record.type === "LEASE_OPEN" && leases.delete(record.lease))) found.push(record);
    }
  }
  return found;
}
