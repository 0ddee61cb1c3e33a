import { crc32c } from "@/lib/metering/journal/crc32c";
import { segmentSeed } from "@/lib/metering/journal/encode-record";
import { prefixBytes } from "@/lib/metering/journal/layout";

/** Gives the record that stands at `at`, and is known to be whole, the checksum of another segment. */
export function resealRecord(bytes: Buffer, at: number, segmentId: number): void {
  const start = at + prefixBytes;
  bytes.writeUInt32LE(crc32c(bytes, start, start + bytes.readUInt32LE(at), segmentSeed(segmentId)), at + 4);
}
