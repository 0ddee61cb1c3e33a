import fs from "node:fs";
import path from "node:path";
import { headerBytes } from "@/lib/metering/journal/layout";
import { recover } from "@/lib/metering/journal/recover";
import { decodeHeader } from "@/lib/metering/journal/segment-header";
import type { RecoveredJournal, ScannedSegment, SegmentHeader } from "@/lib/metering/journal/types";
import { syncPath } from "@/lib/metering/server/journal/node-file";
import { RecordPins } from "@/lib/metering/server/journal/record-pins";
import { noteScan, readSegment, type Segment } from "@/lib/metering/server/journal/segment";

export type ReadJournal = {
  recovered: RecoveredJournal;
  /** Start of the machine in which the newest segment was written; null when there is none. */
  bootId: string | null;
  used: Segment[];
  spare: Segment[];
  pins: RecordPins;
};

/**
 * Reads what an earlier start left, oldest first, from the first segment on that can still matter. Everything is
 * brought onto the disk before it is read: no power cut may undo what recovery acted upon. A torn end is cut off; a
 * damaged file is copied to `quarantine/` and stays until what is whole in it is in the ledger.
 */
export function readJournal(
  folder: string,
  known: { nodeId: string | null; bootId: string; maxOutcomes: number },
  newNodeId: () => string,
  segments: readonly Segment[],
): ReadJournal {
  const headers = segments.map(({ file }) => readHeader(file));
  const newest = headers.findLast((header) => header !== null) ?? null;
  const needed = segments.filter(({ id }) => id >= (newest?.neededFrom ?? 0));
  const used = segments.filter((segment) => !needed.includes(segment));
  const spare: Segment[] = [];
  for (const { file } of needed) syncPath(file);
  syncPath(folder);
  function* scans(): Generator<ScannedSegment> {
    for (const segment of needed) {
      const scan = readSegment(segment);
      const isUnused = !scan.header && scan.records.length === 0 && scan.end === "clean" && segment.bytes > 0;
      (isUnused ? spare : used).push(segment);
      segment.isRead = true;
      if (isUnused) continue;
      noteScan(segment, scan);
      if (scan.end === "corrupt") quarantine(folder, segment);
      else cut(segment, scan.validBytes);
      yield scan;
    }
  }
  const nodeId = known.nodeId ?? newest?.nodeId ?? newNodeId();
  const recovered = recover({ ...known, nodeId }, scans());
  return { recovered, bootId: newest?.bootId ?? null, used, spare, pins: pinRecovered(recovered, used) };
}

/** Whatever was read stays until all of it is in the ledger, and what is open longer than that. */
function pinRecovered(recovered: RecoveredJournal, used: readonly Segment[]): RecordPins {
  const pins = new RecordPins();
  for (const segment of used) if (segment.isRead) segment.neededSeq = recovered.lastSeq;
  for (const record of recovered.records) {
    const segment = used.findLast(({ firstPos, lastPos }) => firstPos <= record.pos && record.pos <= lastPos);
    if (segment) pins.note(segment, record);
  }
  return pins;
}

function readHeader(file: string): SegmentHeader | null {
  const bytes = Buffer.alloc(headerBytes);
  const fd = fs.openSync(file, "r");
  try {
    fs.readSync(fd, bytes, 0, headerBytes, 0);
  } finally {
    fs.closeSync(fd);
  }
  return decodeHeader(bytes);
}

/** Nothing is ever written behind an old end, so the room there is given back. */
function cut(segment: Segment, bytes: number): void {
  if (bytes >= segment.bytes) return;
  fs.truncateSync(segment.file, bytes);
  syncPath(segment.file);
  segment.bytes = bytes;
}

function quarantine(folder: string, { file }: Segment): void {
  const shelf = path.join(folder, "quarantine");
  fs.mkdirSync(shelf, { recursive: true });
  const copy = path.join(shelf, path.basename(file));
  if (!fs.existsSync(copy)) fs.copyFileSync(file, copy);
}
