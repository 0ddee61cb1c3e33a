import fs from "node:fs";
import path from "node:path";
import { headerBytes } from "@/lib/metering/journal/layout";
import type { BlockRange } from "@/lib/metering/journal/recall-outcomes";
import { scanRecords, scanSegment } from "@/lib/metering/journal/scan-segment";
import type { JournalRecord, ScannedSegment } from "@/lib/metering/journal/types";

/** A stretch of a file that is read at once, in bytes. */
export type Block = BlockRange & { segment: Segment; start: number; end: number };

/** Where a block that has grown so large ends: a few hundred calls. */
const blockBytes = 131_072;

/** One file of the journal. `maxSeq` is the greatest of its outcomes, 0 while it has none. */
export type Segment = {
  id: number;
  file: string;
  bytes: number;
  /** Open while it is written to or waits to be. */
  fd: number | null;
  firstPos: number;
  lastPos: number;
  maxSeq: number;
  /** Oldest first. */
  blocks: Block[];
  /** Open leases and calls without an outcome in it. */
  pins: number;
  /** It is of use until the ledger has the outcome of this seq. */
  neededSeq: number;
  /** When it was written to last; null while it is the one in use. */
  sealedAtMs: number | null;
  /** False: left by an earlier start and not read, because nothing in it is needed; what stands above says nothing. */
  isRead: boolean;
};

const fileName = /^([0-9a-f]{12})\.segment$/;

export const segmentFile = (folder: string, id: number): string =>
  path.join(folder, `${id.toString(16).padStart(12, "0")}.segment`);

/** A file without a record. */
export const newSegment = (id: number, file: string, bytes: number): Segment => ({
  id,
  file,
  bytes,
  fd: null,
  firstPos: 0,
  lastPos: 0,
  maxSeq: 0,
  blocks: [],
  pins: 0,
  neededSeq: 0,
  sealedAtMs: null,
  isRead: true,
});

/** Files that an earlier start left, oldest first; what it had only begun to make is removed. */
export function listSegments(folder: string): Segment[] {
  const ids = fs.readdirSync(folder).flatMap((name) => {
    if (name.endsWith(".segment.new")) fs.rmSync(path.join(folder, name));
    const id = fileName.exec(name)?.[1];
    return id === undefined ? [] : [Number.parseInt(id, 16)];
  });
  return ids
    .sort((a, b) => a - b)
    .map((id) => {
      const file = segmentFile(folder, id);
      const { size, mtimeMs } = fs.statSync(file);
      return { ...newSegment(id, file, size), sealedAtMs: mtimeMs, isRead: false };
    });
}

/** A record stands in a file, behind those noted before it. `start` and `end`: where, in bytes. */
export function noteRecord(segment: Segment, record: JournalRecord, start: number, end: number): void {
  if (segment.firstPos === 0) segment.firstPos = record.pos;
  segment.lastPos = record.pos;
  let block = segment.blocks.at(-1);
  if (!block || end - block.start > blockBytes) {
    block = { segment, start, end, firstPos: record.pos, lastPos: record.pos, minSeq: Infinity, maxSeq: 0 };
    segment.blocks.push(block);
  }
  block.end = end;
  block.lastPos = record.pos;
  if (!("seq" in record) || record.type === "CURSOR") return;
  if (record.seq < block.minSeq) block.minSeq = record.seq;
  if (record.seq > block.maxSeq) block.maxSeq = record.seq;
  if (record.seq > segment.maxSeq) segment.maxSeq = record.seq;
}

/** Notes all that a scan found in a file that an earlier start left. */
export function noteScan(segment: Segment, { records, ends }: ScannedSegment): void {
  segment.isRead = true;
  for (const [i, record] of records.entries())
    noteRecord(segment, record, ends[i - 1] ?? headerBytes, ends[i] as number);
}

/** @throws Error of the system when the file cannot be read. */
export function readSegment({ file, id }: Segment): ScannedSegment {
  return scanSegment(fs.readFileSync(file), id);
}

/** The whole records of a block. @throws Error of the system when the file cannot be read. */
export function readBlock({ segment, start, end }: Block): readonly JournalRecord[] {
  const bytes = Buffer.allocUnsafe(end - start);
  const fd = fs.openSync(segment.file, "r");
  try {
    const length = fs.readSync(fd, bytes, 0, bytes.length, start);
    return scanRecords(bytes.subarray(0, length), 0, segment.id).records;
  } finally {
    fs.closeSync(fd);
  }
}

/** Its number may be given to another file from now on. */
export function closeSegment(segment: Segment): void {
  if (segment.fd !== null) fs.closeSync(segment.fd);
  segment.fd = null;
}
