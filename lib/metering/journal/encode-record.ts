import { crc32c } from "@/lib/metering/journal/crc32c";
import { accountKinds, maxLength, maxLogBytes, prefixBytes, typeNumbers } from "@/lib/metering/journal/layout";
import type { JournalDraw, JournalRecord } from "@/lib/metering/journal/types";
import { type ByteWriter, writeText, writeU8, writeU16, writeU32, writeU64 } from "@/lib/metering/journal/write-bytes";

const writer: ByteWriter = { bytes: Buffer.alloc(0), at: 0, isWhole: true };
const idBytes = Buffer.alloc(8);
let idOf = -1;
let idSeed = 0;

/** Checksum of a segment's id, with which every checksum in that segment begins. */
export function segmentSeed(segmentId: number): number {
  if (segmentId !== idOf) {
    idBytes.writeUInt32LE(segmentId >>> 0, 0);
    idBytes.writeUInt32LE(Math.floor(segmentId / 4_294_967_296), 4);
    idSeed = crc32c(idBytes);
    idOf = segmentId;
  }
  return idSeed;
}

/**
 * Writes a record at `at`, where at least `maxEncodedBytes` must be free, and answers where it ends; -1 for one that
 * the journal cannot hold (longer than 64 KiB, an id out of all measure, a number that is none).
 */
export function encodeRecord(bytes: Buffer, at: number, record: JournalRecord, segmentId: number): number {
  writer.bytes = bytes;
  writer.at = at + prefixBytes;
  writer.isWhole = true;
  writeU8(writer, typeNumbers[record.type]);
  writeU64(writer, record.pos);
  writePayload(writer, record);
  const end = writer.at;
  const length = end - at - prefixBytes;
  if (!writer.isWhole || length > maxLength) return -1;
  writer.at = at;
  writeU32(writer, length);
  writeU32(writer, crc32c(bytes, at + prefixBytes, end, segmentSeed(segmentId)));
  return end;
}

/** Room that must be free before a record is encoded: also one that turns out too long stays within it. */
export const maxEncodedBytes = 2 * maxLength;

function writePayload(to: ByteWriter, record: JournalRecord): void {
  switch (record.type) {
    case "LEASE_OPEN":
      writeU64(to, record.lease);
      writeText(to, record.leaseId);
      writeText(to, record.accountId);
      writeU8(to, accountKinds.indexOf(record.accountKind));
      writeText(to, record.unit);
      writeText(to, record.tenantId);
      writeText(to, record.featureId);
      writeU64(to, record.granted);
      return;
    case "ADMIT":
      writeText(to, record.requestId);
      writeText(to, record.tenantId);
      writeText(to, record.featureId);
      writeText(to, record.keyId);
      writeText(to, record.routeId);
      writeU64(to, record.units);
      writeU64(to, record.unknownUnits);
      writeU64(to, record.perUnit);
      writeDraws(to, record.draws);
      writeU64(to, record.admittedAtMs);
      return;
    case "OK":
    case "VOID":
    case "UNKNOWN":
      writeU64(to, record.seq);
      writeU64(to, record.admitPos);
      writeU64(to, record.units);
      writeDraws(to, record.draws);
      writeLog(to, record.log);
      return;
    case "GAP":
      writeU64(to, record.seq);
      writeDraws(to, record.draws);
      writeU64(to, record.atMs);
      return;
    case "LEASE_CLOSE":
      writeU64(to, record.lease);
      return;
    case "CURSOR":
      writeU64(to, record.seq);
      return;
    case "PROGRESS":
      writeU64(to, record.admitPos);
      writeU64(to, record.units);
      writeDraws(to, record.draws);
      return;
  }
}

function writeDraws(to: ByteWriter, draws: readonly JournalDraw[]): void {
  // What does not fit a record at all must not run past the buffer either.
  if (draws.length * 16 > maxLength) {
    to.isWhole = false;
    return;
  }
  writeU16(to, draws.length);
  for (const draw of draws) {
    writeU64(to, draw.lease);
    writeU64(to, draw.cost);
  }
}

/** Half a JSON object is worth nothing: a row that is too long is left out whole. */
function writeLog(to: ByteWriter, log: string): void {
  const { length } = log;
  const written = length === 0 || length > maxLogBytes ? 0 : to.bytes.write(log, to.at + 2, "utf8");
  const kept = written > maxLogBytes ? 0 : written;
  writeU16(to, kept);
  to.at += kept;
}
