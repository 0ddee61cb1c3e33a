import { encodeRecord, maxEncodedBytes } from "@/lib/metering/journal/encode-record";
import { recallOutcomes } from "@/lib/metering/journal/recall-outcomes";
import { recover } from "@/lib/metering/journal/recover";
import { scanRecords, scanSegment } from "@/lib/metering/journal/scan-segment";
import { decodeHeader, encodeHeader } from "@/lib/metering/journal/segment-header";
import type { JournalRecord, RecoveredJournal } from "@/lib/metering/journal/types";
import { RecordPins } from "@/lib/metering/server/journal/record-pins";
import { type Block, noteRecord, noteScan } from "@/lib/metering/server/journal/segment";
import { type Disk, type DiskFile, tearWrite } from "./disk";
import { beginSegment, isFlushed, type SimSegment } from "./sim-segment";

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
  forget(seq: number): void;
};

type Known = { nodeId: string; bootId: string; segmentBytes: number; maxOutcomes: number; isBlind: boolean };
const scratch = Buffer.alloc(maxEncodedBytes);

const read = ({ bytes, length }: DiskFile, id: number) => scanSegment(bytes.subarray(0, length), id);

/** Opens what a disk holds the way a starting node does: torn ends are cut off, everything is synced, then read. */
export function openJournal(disk: Disk, known: Known): { journal: SimJournal; recovered: RecoveredJournal } {
  const newest = disk.files.map(({ bytes }) => decodeHeader(bytes)).findLast((header) => header !== null);
  const needed = disk.files.filter(({ name }) => Number(name) >= (newest?.neededFrom ?? 0));
  const segments: SimSegment[] = [];
  const scanned = needed.map((file) => {
    const segment = beginSegment(file);
    let found = read(file, segment.id);
    if (known.isBlind && found.end === "corrupt")
      found = scanSegment(file.bytes.subarray(0, found.validBytes), segment.id);
    if (found.end === "torn") disk.truncate(file, found.validBytes);
    file.syncedBytes = file.length;
    noteScan(segment, found);
    segments.push(segment);
    return found;
  });
  const recovered = recover({ nodeId: known.nodeId, bootId: known.bootId, maxOutcomes: known.maxOutcomes }, scanned);
  const pins = new RecordPins();
  for (const segment of segments) segment.neededSeq = recovered.lastSeq;
  for (const record of recovered.records) {
    const segment = segments.findLast(({ firstPos, lastPos }) => firstPos <= record.pos && record.pos <= lastPos);
    if (segment) pins.note(segment, record);
  }
  const lastId = Math.max(0, ...disk.files.map(({ name }) => Number(name)));
  return { journal: createJournal(disk, known, segments, pins, lastId + 1), recovered };
}

function createJournal(disk: Disk, known: Known, segments: SimSegment[], pins: RecordPins, firstId: number) {
  const { nodeId, bootId, segmentBytes } = known;
  let nextId = firstId;
  let unsynced: Written[] = [];
  let current: SimSegment | null = null;
  let flushedSeq = 0;

  function begin(firstPos: number): SimSegment | null {
    const segmentId = nextId++;
    const needed = segments.find((segment) => segment === current || !isFlushed(segment, flushedSeq));
    const neededFrom = needed?.id ?? segmentId;
    const header = encodeHeader({ segmentId, nodeId, epoch: journal.epoch, firstPos, neededFrom, bootId });
    const file = disk.create(String(segmentId));
    const isWritten = disk.append(file, header);
    if (!isWritten || !disk.sync(file)) {
      disk.remove(file);
      journal.isFailed = isWritten;
      return null;
    }
    const segment = beginSegment(file);
    segments.push(segment);
    return segment;
  }

  function write(record: JournalRecord, written: Written): boolean {
    if (!current || current.disk.length > segmentBytes) {
      if (current && !journal.sync()) return false;
      current = begin(record.pos);
    }
    if (!current) return false;
    const end = encodeRecord(scratch, 0, record, current.id);
    const start = current.disk.length;
    if (end < 0 || !disk.append(current.disk, scratch.subarray(0, end))) return false;
    written.places.push({ file: current.disk, start, end: start + end });
    if (written.places.length === 1) pins.note(current, record);
    else pins.move(current, record);
    noteRecord(current, record, start, start + end);
    return true;
  }

  /** What a failed sync leaves behind cannot be trusted: the records are written again elsewhere, once. */
  function rewrite(): boolean {
    const again = unsynced;
    unsynced = [];
    const first = again[0];
    current = first ? begin(first.record.pos) : null;
    if (!current) return first === undefined;
    for (const written of again) if (!write(written.record, written)) return false;
    unsynced = again;
    return disk.sync(current.disk);
  }

  const journal: SimJournal = {
    epoch: 0,
    lastPos: 0,
    isFailed: false,
    append(record) {
      const written: Written = { record, places: [] };
      if (journal.isFailed || !write(record, written)) return null;
      unsynced.push(written);
      journal.lastPos = record.pos;
      return written;
    },
    tear(record, share) {
      if (!current) return;
      const end = encodeRecord(scratch, 0, record, current.id);
      if (end > 0) tearWrite(current.disk, scratch, Math.floor(end * share));
    },
    sync() {
      if (!current || journal.isFailed) return !journal.isFailed;
      if (!disk.sync(current.disk) && !rewrite()) {
        journal.isFailed = true;
        return false;
      }
      unsynced = [];
      return true;
    },
    reread(seq, max) {
      const readBlock = ({ segment, start, end }: Block) => {
        const file = segments.find(({ id }) => id === segment.id)?.disk;
        return file ? scanRecords(file.bytes.subarray(start, Math.min(end, file.length)), 0, segment.id).records : [];
      };
      const names = { posOf: (lease: number) => pins.openingOf(lease), opens: new Map() };
      const blocks = segments.flatMap((segment) => segment.blocks);
      return recallOutcomes(blocks, readBlock, names, seq, max).records;
    },
    forget(seq) {
      flushedSeq = Math.max(flushedSeq, seq);
      // From the front only: an ADMIT that outlives its outcome would be taken for a call in doubt.
      for (let first = segments[0]; first && first !== current && isFlushed(first, flushedSeq); first = segments[0]) {
        segments.shift();
        disk.remove(first.disk);
      }
    },
  };
  return journal;
}
