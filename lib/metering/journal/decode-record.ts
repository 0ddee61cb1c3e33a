import { crc32c } from "@/lib/metering/journal/crc32c";
import { segmentSeed } from "@/lib/metering/journal/encode-record";
import { accountKinds, lastTypeNumber, leastLength, maxLength, prefixBytes } from "@/lib/metering/journal/layout";
import {
  type ByteReader,
  readNullableText,
  readText,
  readU8,
  readU16,
  readU64,
} from "@/lib/metering/journal/read-bytes";
import type { JournalDraw, JournalRecord } from "@/lib/metering/journal/types";

/**
 * The whole and unharmed record that begins at `at`, and where it ends; null for anything else. Its length and its
 * checksum are looked at before anything of it is taken into memory.
 */
export function decodeRecord(
  bytes: Buffer,
  at: number,
  segmentId: number,
): { record: JournalRecord; end: number } | null {
  if (at + prefixBytes + leastLength > bytes.length) return null;
  const length = bytes.readUInt32LE(at);
  const start = at + prefixBytes;
  const end = start + length;
  if (length < leastLength || length > maxLength || end > bytes.length) return null;
  const type = bytes[start] as number;
  if (type < 1 || type > lastTypeNumber) return null;
  if (crc32c(bytes, start, end, segmentSeed(segmentId)) !== bytes.readUInt32LE(at + 4)) return null;
  const from: ByteReader = { bytes, at: start + 1, end, isWhole: true };
  const record = readRecord(from, type, readU64(from));
  return from.isWhole && from.at === end && record ? { record, end } : null;
}

function readRecord(from: ByteReader, type: number, pos: number): JournalRecord | null {
  switch (type) {
    case 1:
      return readLeaseOpen(from, pos);
    case 2:
      return readAdmit(from, pos);
    case 3:
    case 4:
    case 5:
      return readOutcome(from, type === 3 ? "OK" : type === 4 ? "VOID" : "UNKNOWN", pos);
    case 6:
      return { type: "GAP", pos, seq: readU64(from), draws: readDraws(from), atMs: readU64(from) };
    case 7:
      return { type: "LEASE_CLOSE", pos, lease: readU64(from) };
    case 8:
      return { type: "CURSOR", pos, seq: readU64(from) };
    case 9:
      return { type: "PROGRESS", pos, admitPos: readU64(from), units: readU64(from), draws: readDraws(from) };
    default:
      return null;
  }
}

// The fields of these are read in the order in which they are written: an object literal keeps it.

function readLeaseOpen(from: ByteReader, pos: number): JournalRecord | null {
  const lease = readU64(from);
  const leaseId = readNullableText(from);
  const accountId = readText(from);
  const accountKind = accountKinds[readU8(from)];
  if (!accountKind) return null;
  return {
    type: "LEASE_OPEN",
    pos,
    lease,
    leaseId,
    accountId,
    accountKind,
    unit: readText(from),
    tenantId: readText(from),
    featureId: readNullableText(from),
    granted: readU64(from),
  };
}

function readAdmit(from: ByteReader, pos: number): JournalRecord {
  return {
    type: "ADMIT",
    pos,
    requestId: readText(from),
    tenantId: readText(from),
    featureId: readText(from),
    keyId: readText(from),
    routeId: readText(from),
    units: readU64(from),
    unknownUnits: readU64(from),
    perUnit: readU64(from),
    draws: readDraws(from),
    admittedAtMs: readU64(from),
  };
}

function readOutcome(from: ByteReader, type: "OK" | "VOID" | "UNKNOWN", pos: number): JournalRecord {
  return {
    type,
    pos,
    seq: readU64(from),
    admitPos: readU64(from),
    units: readU64(from),
    draws: readDraws(from),
    log: readText(from),
  };
}

function readDraws(from: ByteReader): JournalDraw[] {
  const count = readU16(from);
  const draws: JournalDraw[] = [];
  for (let i = 0; i < count && from.isWhole; i++) draws.push({ lease: readU64(from), cost: readU64(from) });
  return draws;
}
