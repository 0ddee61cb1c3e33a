import { decodeRecord } from "@/lib/metering/journal/decode-record";
import { headerBytes, lastTypeNumber, maxLength } from "@/lib/metering/journal/layout";
import { decodeHeader } from "@/lib/metering/journal/segment-header";
import type { JournalRecord, ScannedSegment } from "@/lib/metering/journal/types";

/**
 * Reads what a segment holds, whatever its bytes are: never throws, never reads past them, and never takes for a
 * record what was not written into this very segment. `segmentId` is the one in the file's name.
 */
export function scanSegment(bytes: Buffer, segmentId: number): ScannedSegment {
  if (isZero(bytes, 0)) return { header: null, records: [], end: "clean", validBytes: 0 };
  const found = decodeHeader(bytes);
  const header = found?.segmentId === segmentId ? found : null;
  const records: JournalRecord[] = [];
  let at = headerBytes;
  let lastPos = 0;
  let brokenAt = header ? -1 : 0;
  let isCutOff = false;
  while (at < bytes.length) {
    const next = decodeRecord(bytes, at, segmentId);
    if (next && next.record.pos > lastPos) {
      records.push(next.record);
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
  if (!header && records.length === 0) return { header, records, end: "torn", validBytes: 0 };
  if (brokenAt >= 0) return { header, records, end: "corrupt", validBytes: brokenAt };
  return { header, records, end: isCutOff ? "torn" : "clean", validBytes: Math.min(at, bytes.length) };
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
