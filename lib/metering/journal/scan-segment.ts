import { decodeRecord } from "@/lib/metering/journal/decode-record";
import { headerBytes, lastTypeNumber, maxLength } from "@/lib/metering/journal/layout";
import { decodeHeader } from "@/lib/metering/journal/segment-header";
import type { JournalRecord, ScannedSegment } from "@/lib/metering/journal/types";

/**
 * Reads what a segment holds, whatever its bytes are: never throws, never reads past them, and never takes for a
 * record what was not written into this very segment. `segmentId` is the one in the file's name.
 */
export function scanSegment(bytes: Buffer, segmentId: number): ScannedSegment {
  if (isZero(bytes, 0)) return { header: null, records: [], ends: [], end: "clean", validBytes: 0 };
  const found = decodeHeader(bytes);
  const header = found?.segmentId === segmentId ? found : null;
  const { records, ends, isCutOff, ...scan } = scanRecords(bytes, headerBytes, segmentId);
  const brokenAt = header ? scan.brokenAt : 0;
  if (!header && records.length === 0) return { header, records, ends, end: "torn", validBytes: 0 };
  if (brokenAt >= 0) return { header, records, ends, end: "corrupt", validBytes: brokenAt };
  return { header, records, ends, end: isCutOff ? "torn" : "clean", validBytes: Math.min(scan.at, bytes.length) };
}

/**
 * Records of `bytes` from `from` on, up to zeros or the end, and where each ends; what is broken between them is left
 * out, and where that begins is told (-1: nowhere). `isCutOff`: nothing whole stands behind `at`.
 */
export function scanRecords(bytes: Buffer, from: number, segmentId: number) {
  const records: JournalRecord[] = [];
  const ends: number[] = [];
  let at = from;
  let lastPos = 0;
  let brokenAt = -1;
  let isCutOff = false;
  while (at < bytes.length) {
    const next = decodeRecord(bytes, at, segmentId);
    if (next && next.record.pos > lastPos) {
      records.push(next.record);
      ends.push(next.end);
      lastPos = next.record.pos;
      at = next.end;
      continue;
    }
    if (isZero(bytes, at)) break;
    const resumeAt = findRecord(bytes, at + 1, segmentId, lastPos);
    if (resumeAt === null) {
      isCutOff = true;
      break;
    }
    if (brokenAt < 0) brokenAt = at;
    at = resumeAt;
  }
  return { records, ends, brokenAt, isCutOff, at };
}

/** True when nothing but zeros stands from `at` on: each byte equals the next, and the first is zero. */
function isZero(bytes: Buffer, at: number): boolean {
  if (at >= bytes.length) return true;
  return bytes[at] === 0 && bytes.compare(bytes, at + 1, bytes.length, at, bytes.length - 1) === 0;
}

/** Where the next whole record begins that is younger than `lastPos`; null when there is none. */
function findRecord(bytes: Buffer, from: number, segmentId: number, lastPos: number): number | null {
  for (let at = from; at + 17 <= bytes.length; at++) {
    const type = bytes[at + 8] as number;
    if (type === 0 || type > lastTypeNumber || bytes[at + 3] !== 0) continue;
    if (bytes.readUInt32LE(at) > maxLength) continue;
    const found = decodeRecord(bytes, at, segmentId);
    if (found && found.record.pos > lastPos) return at;
  }
  return null;
}
