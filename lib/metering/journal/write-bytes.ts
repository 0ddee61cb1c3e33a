import { maxIdBytes, nullLength } from "@/lib/metering/journal/layout";

/** A place in memory that grows as it is written to; `isWhole` turns false when something did not fit its field. */
export type ByteWriter = { bytes: Buffer; at: number; isWhole: boolean };

export function writeU8(to: ByteWriter, value: number): void {
  to.bytes[to.at++] = value;
}

export function writeU16(to: ByteWriter, value: number): void {
  const { bytes } = to;
  bytes[to.at++] = value;
  bytes[to.at++] = value >>> 8;
}

export function writeU32(to: ByteWriter, value: number): void {
  const { bytes } = to;
  let { at } = to;
  bytes[at++] = value;
  bytes[at++] = value >>> 8;
  bytes[at++] = value >>> 16;
  bytes[at++] = value >>> 24;
  to.at = at;
}

/** A whole number from 0 to 2^53 - 1. */
export function writeU64(to: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) to.isWhole = false;
  writeU32(to, value >>> 0);
  writeU32(to, (value / 4_294_967_296) >>> 0);
}

/** An id or null, behind its length. Ids are plain ASCII but for what an operator may have put in by hand. */
export function writeText(to: ByteWriter, text: string | null): void {
  if (text === null) {
    writeU16(to, nullLength);
    return;
  }
  const { bytes } = to;
  const { length } = text;
  const start = to.at + 2;
  if (length > maxIdBytes) {
    to.isWhole = false;
    return;
  }
  let at = start;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      at = start + bytes.write(text, start, "utf8");
      break;
    }
    bytes[at++] = code;
  }
  writeU16(to, at - start);
  to.at = at;
}
