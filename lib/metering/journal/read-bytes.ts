import { nullLength } from "@/lib/metering/journal/layout";

/** A place in bytes that somebody else wrote; `isWhole` turns false instead of reading past `end`. */
export type ByteReader = { bytes: Buffer; at: number; end: number; isWhole: boolean };

/** True when so many bytes are left; otherwise the reader is broken from here on. */
function has(from: ByteReader, count: number): boolean {
  if (from.at + count > from.end) from.isWhole = false;
  return from.isWhole;
}

export function readU8(from: ByteReader): number {
  return has(from, 1) ? (from.bytes[from.at++] as number) : 0;
}

export function readU16(from: ByteReader): number {
  if (!has(from, 2)) return 0;
  from.at += 2;
  return from.bytes.readUInt16LE(from.at - 2);
}

export function readU32(from: ByteReader): number {
  if (!has(from, 4)) return 0;
  from.at += 4;
  return from.bytes.readUInt32LE(from.at - 4);
}

/** A whole number below 2^53; a greater one is nothing that was ever written. */
export function readU64(from: ByteReader): number {
  const low = readU32(from);
  const high = readU32(from);
  if (high >= 0x20_0000) from.isWhole = false;
  return from.isWhole ? high * 4_294_967_296 + low : 0;
}

function readBytes(from: ByteReader, length: number): string {
  if (!has(from, length)) return "";
  from.at += length;
  return from.bytes.toString("utf8", from.at - length, from.at);
}

export function readNullableText(from: ByteReader): string | null {
  const length = readU16(from);
  return length === nullLength ? null : readBytes(from, length);
}

export function readText(from: ByteReader): string {
  const text = readNullableText(from);
  if (text === null) from.isWhole = false;
  return text ?? "";
}
