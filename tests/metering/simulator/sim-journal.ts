import { encodeRecord, maxEncodedBytes } from "@/lib/metering/journal/encode-record";
import { recallOutcomes } from "@/lib/metering/journal/recall-outcomes";
import { recover } from "@/lib/metering/journal/recover";
import { scanSegment } from "@/lib/metering/journal/scan-segment";
import { encodeHeader } from "@/lib/metering/journal/segment-header";
import type { JournalRecord, RecoveredJournal, ScannedSegment } from "@/lib/metering/journal/types";
import { type Disk, type DiskFile, tearWrite } from "./disk";

/** A record as it was written, and where: what a crash leaves of it is told from the disk, not from the reader. */
export type Written = { record: JournalRecord; places: { file: DiskFile; start: number; end: number }[] };

export type SimJournal = {
  /** Known only once the store has answered; it stands in the headers of segments made from then on. */
  epoch: number;
  lastPos: number;
  isFailed: boolean;
  /** Null: the disk took nothing. */
  append(record: JournalRecord): Written | null;
  /** Writes only a part: the process dies in the middle of it. */
  tear(record: JournalRecord, share: number): void;
  /** What is written now is on the disk when this answers true. */
  sync(): boolean;
  reread(seq: number, max: number): JournalRecord[];
  /** Drops segments that nobody needs any more. */
  forget(seq: number, keepPos: number): void;
};

type Segment = { file: DiskFile; id: number; lastPos: number; lastSeq: number; isForeign: boolean };
const scratch = Buffer.alloc(maxEncodedBytes);

/** Opens what a disk holds the way a starting node does: torn ends are cut off, everything is synced, then read. */
export function openJournal(
  disk: Disk,
  known: { nodeId: string; bootId: string; segmentBytes: number; maxOutcomes: number },
): { journal: SimJournal; recovered: RecoveredJournal } {
  const scanned: ScannedSegment[] = [];
  const segments: Segment[] = [];
  for (const file of disk.files) {
    const id = segmentIdOf(file);
    const found = scanSegment(file.bytes.subarray(0, file.length), id);
    if (found.end === "torn") disk.truncate(file, found.validBytes);
    file.syncedBytes = file.length;
    scanned.push(found);
    const last = found.records.at(-1);
    const lastSeq = Math.max(0, ...found.records.map((record) => ("seq" in record ? record.seq : 0)));
    segments.push({ file, id, lastPos: last?.pos ?? 0, lastSeq, isForeign: true });
  }
  const recovered = recover({ nodeId: known.nodeId, bootId: known.bootId, maxOutcomes: known.maxOutcomes }, scanned);
  return { journal: createJournal(disk, known, segments), recovered };
}

const segmentIdOf = (file: DiskFile): number => Number(file.name);

function createJournal(
  disk: Disk,
  { nodeId, bootId, segmentBytes }: { nodeId: string; bootId: string; segmentBytes: number },
  segments: Segment[],
): SimJournal {
  let nextId = segments.reduce((most, { id }) => Math.max(most, id), 0) + 1;
  let unsynced: Written[] = [];
  let current: Segment | null = null;

  function begin(firstPos: number): Segment | null {
    const id = nextId++;
    const header = encodeHeader({ segmentId: id, nodeId, epoch: journal.epoch, firstPos, neededFrom: 1, bootId });
    const file = disk.create(String(id));
    if (!disk.append(file, header)) {
      disk.remove(file);
      return null;
    }
    if (!disk.sync(file)) {
      disk.remove(file);
      return null;
    }
    const segment = { file, id, lastPos: firstPos - 1, lastSeq: 0, isForeign: false };
    segments.push(segment);
    return segment;
  }

  function write(record: JournalRecord, written: Written): boolean {
    if (!current || current.file.length > segmentBytes) {
      if (current && !journal.sync()) return false;
      current = begin(record.pos) ?? null;
    }
    if (!current) return false;
    const end = encodeRecord(scratch, 0, record, current.id);
    const start = current.file.length;
    if (end < 0 || !disk.append(current.file, scratch.subarray(0, end))) return false;
    written.places.push({ file: current.file, start, end: start + end });
    current.lastPos = record.pos;
    if ("seq" in record) current.lastSeq = Math.max(current.lastSeq, record.seq);
    return true;
  }

  /** What a failed sync leaves behind cannot be trusted: the records are written again elsewhere, once. */
  function rewrite(): boolean {
    const again = unsynced;
    unsynced = [];
    const firstPos = again[0]?.record.pos;
    current = firstPos === undefined ? null : begin(firstPos);
    if (!current) return firstPos === undefined;
    for (const written of again) if (!write(written.record, written)) return false;
    unsynced = again;
    return disk.sync(current.file);
  }

  const journal: SimJournal = {
    epoch: 0,
    lastPos: 0,
    isFailed: false,
    append(record) {
      if (journal.isFailed) return null;
      const written: Written = { record, places: [] };
      if (!write(record, written)) return null;
      unsynced.push(written);
      journal.lastPos = record.pos;
      return written;
    },
    tear(record, share) {
      if (!current) return;
      const end = encodeRecord(scratch, 0, record, current.id);
      if (end > 0) tearWrite(current.file, scratch, Math.floor(end * share));
    },
    sync() {
      if (!current || journal.isFailed) return !journal.isFailed;
      if (!disk.sync(current.file) && !rewrite()) {
        journal.isFailed = true;
        return false;
      }
      unsynced = [];
      return true;
    },
    reread(seq, max) {
      const readable = segments.map(({ file, id }) => ({
        minSeq: 0,
        maxSeq: Number.POSITIVE_INFINITY,
        read: () => scanSegment(file.bytes.subarray(0, file.length), id).records,
      }));
      return recallOutcomes(readable, seq, max);
    },
    forget(seq, keepPos) {
      for (const segment of [...segments]) {
        if (segment === current || segment.lastPos >= keepPos || segment.lastSeq > seq) continue;
        segments.splice(segments.indexOf(segment), 1);
        disk.remove(segment.file);
      }
    },
  };
  return journal;
}
