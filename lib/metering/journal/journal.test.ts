import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32c } from "@/lib/metering/journal/crc32c";
import { decodeRecord } from "@/lib/metering/journal/decode-record";
import { encodeRecord, maxEncodedBytes } from "@/lib/metering/journal/encode-record";
import { accountKinds, headerBytes, maxLogBytes } from "@/lib/metering/journal/layout";
import { scanSegment } from "@/lib/metering/journal/scan-segment";
import { decodeHeader, encodeHeader } from "@/lib/metering/journal/segment-header";
import type { JournalRecord, SegmentHeader } from "@/lib/metering/journal/types";

const whole = fc.maxSafeNat();
const id = fc.string({ maxLength: 40, unit: "grapheme" });
const draws = fc.array(fc.record({ lease: whole, cost: whole }), { maxLength: 64 });
const log = fc.string({ maxLength: 400, unit: "grapheme" });
const outcome = (type: "OK" | "VOID" | "UNKNOWN") =>
  fc.record({ type: fc.constant(type), pos: whole, seq: whole, admitPos: whole, units: whole, draws, log });
const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({
    type: fc.constant("LEASE_OPEN" as const),
    pos: whole,
    lease: whole,
    leaseId: fc.option(id),
    accountId: id,
    accountKind: fc.constantFrom(...accountKinds),
    unit: id,
    tenantId: id,
    featureId: fc.option(id),
    granted: whole,
  }),
  fc.record({
    type: fc.constant("ADMIT" as const),
    pos: whole,
    requestId: id,
    tenantId: id,
    featureId: id,
    keyId: id,
    routeId: id,
    units: whole,
    unknownUnits: whole,
    perUnit: whole,
    draws,
    admittedAtMs: whole,
  }),
  outcome("OK"),
  outcome("VOID"),
  outcome("UNKNOWN"),
  fc.record({ type: fc.constant("GAP" as const), pos: whole, seq: whole, draws, atMs: whole }),
  fc.record({ type: fc.constant("LEASE_CLOSE" as const), pos: whole, lease: whole }),
  fc.record({ type: fc.constant("CURSOR" as const), pos: whole, seq: whole }),
  fc.record({ type: fc.constant("PROGRESS" as const), pos: whole, admitPos: whole, units: whole, draws }),
);

const header = (segmentId: number): SegmentHeader => ({
  segmentId,
  nodeId: "nod_01",
  epoch: 3,
  firstPos: 1,
  neededFrom: 1,
  bootId: "4c3f6c3e-9d2a-4d40-9d55-0f5b9a3f7f11",
});

/** A segment as it stands in a file: records with ascending pos, then zeros. */
function segmentOf(records: readonly JournalRecord[], segmentId = 7, zeros = 200): { bytes: Buffer; ends: number[] } {
  const bytes = Buffer.alloc(headerBytes + records.length * 8_192 + maxEncodedBytes);
  encodeHeader(header(segmentId)).copy(bytes);
  const ends: number[] = [];
  let at = headerBytes;
  for (const record of records) {
    at = encodeRecord(bytes, at, record, segmentId);
    ends.push(at);
  }
  bytes.fill(0, at);
  return { bytes: Buffer.from(bytes.subarray(0, at + zeros)), ends };
}
const ascending = fc
  .array(anyRecord, { minLength: 1, maxLength: 5 })
  .map((records) => records.map((record, i): JournalRecord => ({ ...record, pos: i + 1 })));
const few: JournalRecord[] = [
  {
    type: "LEASE_OPEN",
    pos: 1,
    lease: 1,
    leaseId: "lea_1",
    accountId: "acc_1",
    accountKind: "quota",
    unit: "fea_1",
    tenantId: "tnt_1",
    featureId: "fea_1",
    granted: 10,
  },
  {
    type: "ADMIT",
    pos: 2,
    requestId: "req_1",
    tenantId: "tnt_1",
    featureId: "fea_1",
    keyId: "key_1",
    routeId: "rte_1",
    units: 1,
    unknownUnits: 1,
    perUnit: 1,
    draws: [{ lease: 1, cost: 1 }],
    admittedAtMs: 1_700_000_000_000,
  },
  { type: "OK", pos: 3, seq: 1, admitPos: 2, units: 1, draws: [{ lease: 1, cost: 1 }], log: '{"a":1}' },
  { type: "CURSOR", pos: 4, seq: 1 },
];

it("knows the checksum's published values", () => {
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from("56789"), 0, 5, crc32c(Buffer.from("1234")))).toBe(0xe3069283);
});

it("reads every record as it was written", () => {
  const bytes = Buffer.alloc(maxEncodedBytes + 100);
  fc.assert(
    fc.property(anyRecord, whole, fc.nat(100), (record, segmentId, at) => {
      const end = encodeRecord(bytes, at, record, segmentId);
      expect(decodeRecord(bytes, at, segmentId)).toEqual({ record, end });
    }),
    { numRuns: 500 },
  );
});

it("leaves out a row of the request log that is too long, and holds no record beyond all measure", () => {
  const bytes = Buffer.alloc(maxEncodedBytes);
  const ok = few[2] as Extract<JournalRecord, { type: "OK" | "VOID" | "UNKNOWN" }>;
  const written = (record: JournalRecord) => {
    encodeRecord(bytes, 0, record, 1);
    return decodeRecord(bytes, 0, 1)?.record;
  };
  expect(written({ ...ok, log: "x".repeat(maxLogBytes) })).toEqual({ ...ok, log: "x".repeat(maxLogBytes) });
  expect(written({ ...ok, log: "x".repeat(maxLogBytes + 1) })).toEqual({ ...ok, log: "" });
  expect(written({ ...ok, log: "ä".repeat(maxLogBytes / 2 + 1) })).toEqual({ ...ok, log: "" });
  const many = Array.from({ length: 4_200 }, () => ({ lease: 1, cost: 1 }));
  expect(encodeRecord(bytes, 0, { ...ok, draws: many }, 1)).toBe(-1);
  expect(encodeRecord(bytes, 0, { ...ok, units: -1 }, 1)).toBe(-1);
  expect(encodeRecord(bytes, 0, { ...ok, units: 0.5 }, 1)).toBe(-1);
  expect(
    encodeRecord(bytes, 0, { ...(few[1] as Extract<JournalRecord, { type: "ADMIT" }>), keyId: "k".repeat(2_000) }, 1),
  ).toBe(-1);
});

it("reads a header as it was written and sees every flipped bit in it", () => {
  const bytes = encodeHeader(header(9));
  expect(decodeHeader(bytes)).toEqual(header(9));
  for (let bit = 0; bit < headerBytes * 8; bit++) {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(decodeHeader(copy)).toBeNull();
  }
});

it("finds exactly the whole records at every point where a file may be cut", () => {
  fc.assert(
    fc.property(ascending, (records) => {
      const { bytes, ends } = segmentOf(records, 7, 0);
      for (let cut = headerBytes; cut <= bytes.length; cut++) {
        const kept = ends.filter((end) => end <= cut).length;
        const seen = scanSegment(bytes.subarray(0, cut), 7);
        const validBytes = ends[kept - 1] ?? headerBytes;
        const expected = cut === validBytes ? "clean" : "torn";
        // A cut within the zeros at the front of a record cannot be told from an end.
        if (seen.end !== expected && bytes.subarray(validBytes, cut).some((byte) => byte !== 0)) {
          throw new Error(`cut at ${cut}: ${seen.end}`);
        }
        expect(seen.records.length).toBe(kept);
        expect(seen.validBytes).toBe(validBytes);
      }
    }),
    { numRuns: 8 },
  );
});

it("sees every flipped bit: a damaged end is torn, damage before a whole record is corruption", () => {
  const { bytes, ends } = segmentOf(few, 7, 64);
  const last = ends.length - 1;
  const lastStart = ends[last - 1] as number;
  for (let bit = headerBytes * 8; bit < (ends[last] as number) * 8; bit++) {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
    const seen = scanSegment(copy, 7);
    const hit = ends.findIndex((end) => bit >> 3 < end);
    expect(seen.records).toEqual(few.filter((_, i) => i !== hit));
    expect(seen.end).toBe(bit >> 3 >= lastStart ? "torn" : "corrupt");
    expect(seen.validBytes).toBe(ends[hit - 1] ?? headerBytes);
  }
});

it("reads the records of a segment whose header is damaged, and calls it corrupt", () => {
  const { bytes } = segmentOf(few);
  bytes[3] = 0;
  expect(scanSegment(bytes, 7)).toMatchObject({ header: null, records: few, end: "corrupt", validBytes: 0 });
});

it("takes a header that was cut off before anything followed for a torn end", () => {
  const bytes = Buffer.alloc(4_096);
  encodeHeader(header(7)).copy(bytes, 0, 0, 30);
  expect(scanSegment(bytes, 7)).toEqual({ header: null, records: [], ends: [], end: "torn", validBytes: 0 });
});

it("never takes a block of another segment for its own", () => {
  fc.assert(
    fc.property(ascending, fc.nat(300), (records, keep) => {
      const old = segmentOf(records, 6).bytes;
      const bytes = Buffer.from(old);
      segmentOf(few, 7, 0)
        .bytes.subarray(0, headerBytes + keep)
        .copy(bytes);
      const seen = scanSegment(bytes, 7);
      for (const record of seen.records) expect(few).toContainEqual(record);
    }),
    { numRuns: 60 },
  );
});

it("never throws and never invents a record, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.boolean(), (noise, withHeader) => {
      const bytes = Buffer.concat([withHeader ? encodeHeader(header(7)) : Buffer.alloc(0), noise]);
      expect(scanSegment(bytes, 7).records).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it("takes a prepared segment that was never used for an empty one", () => {
  expect(scanSegment(Buffer.alloc(4_096), 7)).toEqual({
    header: null,
    records: [],
    ends: [],
    end: "clean",
    validBytes: 0,
  });
  expect(scanSegment(Buffer.alloc(0), 7)).toEqual({ header: null, records: [], ends: [], end: "clean", validBytes: 0 });
});
