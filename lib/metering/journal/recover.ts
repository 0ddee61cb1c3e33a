import { orderRecords } from "@/lib/metering/journal/order-records";
import type { JournalRecord, RecoveredJournal, ScannedSegment, SegmentHeader } from "@/lib/metering/journal/types";

type Known = { nodeId: string; bootId: string; maxOutcomes: number };
type Of<Type extends JournalRecord["type"]> = Extract<JournalRecord, { type: Type }>;
type Outcome = Of<"OK" | "VOID" | "UNKNOWN" | "GAP">;
type Call = { admit: Of<"ADMIT">; progress: Of<"PROGRESS"> | null };

/** A list of lost numbers longer than this is told from a cut-off directory by nobody. */
const maxMissing = 1_000_000;

/**
 * What a node's segments, oldest first, say about its past: every lease that is not closed, every call without an
 * outcome (with its last progress), every outcome that the newest CURSOR does not cover with what it refers to. Of the
 * latter at most `maxOutcomes`: `moreFromSeq` says where the rest begins.
 */
export function recover(known: Known, segments: Iterable<ScannedSegment>): RecoveredJournal {
  const past = new Past(known.maxOutcomes);
  const headers: SegmentHeader[] = [];
  let torn = 0;
  let corrupt = 0;
  function* noted(): Generator<ScannedSegment> {
    for (const segment of segments) {
      if (segment.header) headers.push(segment.header);
      if (segment.end === "torn") torn++;
      if (segment.end === "corrupt") corrupt++;
      yield segment;
    }
  }
  for (const record of orderRecords(noted())) past.take(record);
  const newest = headers.at(-1);
  return {
    nodeId: known.nodeId,
    epoch: headers.reduce((most, header) => Math.max(most, header.epoch), 0),
    ...past.remains(),
    rebooted: newest !== undefined && newest.bootId !== known.bootId,
    torn,
    corrupt,
  };
}

/** Folds records in ascending pos; keeps only what can still matter. */
class Past {
  private readonly leases = new Map<number, { open: Of<"LEASE_OPEN">; isClosed: boolean }>();
  private readonly calls = new Map<number, Call>();
  private outcomes: { outcome: Outcome; admit: Of<"ADMIT"> | null }[] = [];
  private readonly missing = new Set<number>();
  private moreFromSeq: number | null = null;
  private cursor = 0;
  private lastPos = 0;
  private lastSeq = 0;

  constructor(private readonly maxOutcomes: number) {}

  take(record: JournalRecord): void {
    this.lastPos = record.pos;
    switch (record.type) {
      case "LEASE_OPEN":
        this.leases.set(record.lease, { open: record, isClosed: false });
        return;
      case "LEASE_CLOSE": {
        const lease = this.leases.get(record.lease);
        if (lease) lease.isClosed = true;
        return;
      }
      case "ADMIT":
        this.calls.set(record.pos, { admit: record, progress: null });
        return;
      case "PROGRESS": {
        const call = this.calls.get(record.admitPos);
        if (call) call.progress = record;
        return;
      }
      case "CURSOR":
        this.moveCursor(record.seq);
        return;
      case "GAP":
        this.takeOutcome(record, null);
        return;
      default: {
        const admit = this.calls.get(record.admitPos)?.admit ?? null;
        this.calls.delete(record.admitPos);
        this.takeOutcome(record, admit);
        return;
      }
    }
  }

  private moveCursor(seq: number): void {
    this.cursor = Math.max(this.cursor, seq);
    this.lastSeq = Math.max(this.lastSeq, seq);
    this.outcomes = this.outcomes.filter(({ outcome }) => outcome.seq > this.cursor);
  }

  private takeOutcome(outcome: Outcome, admit: Of<"ADMIT"> | null): void {
    const expected = this.lastSeq + 1;
    const until = this.lastSeq > 0 ? Math.min(outcome.seq, expected + maxMissing) : 0;
    for (let seq = expected; seq < until; seq++) this.missing.add(seq);
    // A GAP comes later than its neighbours and fills its place.
    if (outcome.seq < expected) this.missing.delete(outcome.seq);
    this.lastSeq = Math.max(this.lastSeq, outcome.seq);
    if (outcome.seq <= this.cursor) return;
    const isMore = this.outcomes.length >= this.maxOutcomes || outcome.seq >= (this.moreFromSeq ?? Infinity);
    if (isMore) this.moreFromSeq = Math.min(outcome.seq, this.moreFromSeq ?? Infinity);
    else this.outcomes.push({ outcome, admit });
  }

  remains() {
    const records: JournalRecord[] = [];
    const named = new Set<number>();
    const name = (draws: readonly { lease: number }[]) => {
      for (const draw of draws) named.add(draw.lease);
    };
    for (const { outcome, admit } of this.outcomes) {
      if (admit) records.push(admit);
      records.push(outcome);
      name(outcome.draws);
    }
    for (const { admit, progress } of this.calls.values()) {
      records.push(admit);
      if (progress) records.push(progress);
      name([...admit.draws, ...(progress?.draws ?? [])]);
    }
    for (const [number, { open, isClosed }] of this.leases) if (!isClosed || named.has(number)) records.push(open);
    const { lastPos, lastSeq, cursor, moreFromSeq } = this;
    return {
      records: records.sort((a, b) => a.pos - b.pos),
      lastPos,
      lastSeq,
      cursor,
      missingSeqs: [...this.missing].filter((seq) => seq > cursor).sort((a, b) => a - b),
      moreFromSeq: moreFromSeq !== null && lastSeq > cursor ? Math.max(moreFromSeq, cursor + 1) : null,
    };
  }
}
