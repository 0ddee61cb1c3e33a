import type { JournalRecord } from "@/lib/metering/journal/types";
import type { AccountKind } from "@/lib/metering/types";

/** The header's place at the front of a segment; its last four bytes are its checksum. */
export const headerBytes = 256;

/** `len u32 | crc32c u32 | type u8 | pos u64 | payload`, little-endian; `len` counts from `type` on. */
export const prefixBytes = 8;
export const leastLength = 9;
export const maxLength = 65_536;

/** Longest row of the request log that travels in a record; a longer one is left out. */
export const maxLogBytes = 8_192;

/** No id that Faregate makes is longer than this many bytes. */
export const maxIdBytes = 1_024;

/** Stands for null where a text's length would be. */
export const nullLength = 0xffff;

export const typeNumbers: Readonly<Record<JournalRecord["type"], number>> = {
  LEASE_OPEN: 1,
  ADMIT: 2,
  OK: 3,
  VOID: 4,
  UNKNOWN: 5,
  GAP: 6,
  LEASE_CLOSE: 7,
  CURSOR: 8,
  PROGRESS: 9,
};
export const lastTypeNumber = 9;

export const accountKinds: readonly AccountKind[] = ["quota", "credit", "overage", "cap", "system"];
