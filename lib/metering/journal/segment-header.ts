import { crc32c } from "@/lib/metering/journal/crc32c";
import { headerBytes } from "@/lib/metering/journal/layout";
import { type ByteReader, readText, readU16, readU32, readU64 } from "@/lib/metering/journal/read-bytes";
import type { SegmentHeader } from "@/lib/metering/journal/types";
import { type ByteWriter, writeText, writeU16, writeU32, writeU64 } from "@/lib/metering/journal/write-bytes";

/** "FGJ1", read as a little-endian number. */
const magic = 0x314a4746;
const version = 1;
const checkedBytes = headerBytes - 4;

/** @throws Error for ids that no segment can name; they are made by this program. */
export function encodeHeader(header: SegmentHeader): Buffer {
  const to: ByteWriter = { bytes: Buffer.alloc(headerBytes), at: 0, isWhole: true };
  writeU32(to, magic);
  writeU16(to, version);
  writeU64(to, header.segmentId);
  writeU64(to, header.epoch);
  writeU64(to, header.firstPos);
  writeU64(to, header.neededFrom);
  writeText(to, header.nodeId);
  writeText(to, header.bootId);
  if (!to.isWhole || to.at > checkedBytes) throw new Error("A segment's header does not fit its place.");
  to.at = checkedBytes;
  writeU32(to, crc32c(to.bytes, 0, checkedBytes));
  return to.bytes;
}

/** Null for anything but a whole header of this version. */
export function decodeHeader(bytes: Buffer): SegmentHeader | null {
  if (bytes.length < headerBytes) return null;
  if (crc32c(bytes, 0, checkedBytes) !== bytes.readUInt32LE(checkedBytes)) return null;
  const from: ByteReader = { bytes, at: 0, end: checkedBytes, isWhole: true };
  if (readU32(from) !== magic || readU16(from) !== version) return null;
  const [segmentId, epoch, firstPos, neededFrom] = [readU64(from), readU64(from), readU64(from), readU64(from)];
  const header = { segmentId, epoch, firstPos, neededFrom, nodeId: readText(from), bootId: readText(from) };
  return from.isWhole ? header : null;
}
