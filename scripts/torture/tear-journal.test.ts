import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { encodeRecord } from "@/lib/metering/journal/encode-record";
import { headerBytes } from "@/lib/metering/journal/layout";
import { scanSegment } from "@/lib/metering/journal/scan-segment";
import { encodeHeader } from "@/lib/metering/journal/segment-header";
import type { JournalRecord } from "@/lib/metering/journal/types";
import { tearJournal } from "./tear-journal.mjs";

const segmentId = 1;
let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "faregate-tear-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const cursor = (pos: number): JournalRecord => ({ type: "CURSOR", pos, seq: pos });
const outcome = (pos: number): JournalRecord => ({
  ...{ type: "OK", pos, seq: pos, admitPos: pos - 1, units: 1, draws: [{ lease: 1, cost: 1 }], log: "{}" },
});

/** A segment with these records, and one that was made ahead of time. */
function write(records: JournalRecord[]): () => ReturnType<typeof scanSegment> {
  const bytes = Buffer.alloc(1_048_576);
  encodeHeader({ segmentId, nodeId: "nod_1", epoch: 1, firstPos: 1, neededFrom: 1, bootId: "boot" }).copy(bytes);
  records.reduce((at, record) => encodeRecord(bytes, at, record, segmentId), headerBytes);
  const file = path.join(folder, "000000000001.segment");
  fs.writeFileSync(file, bytes);
  fs.writeFileSync(path.join(folder, "000000000002.segment"), Buffer.alloc(4_096));
  fs.writeFileSync(path.join(folder, "node.json"), "{}");
  return () => scanSegment(fs.readFileSync(file), segmentId);
}

it("leaves half a record behind whole ones, as a crash in the middle of a write does", () => {
  const scan = write([cursor(1), outcome(2)]);
  expect(scan().end).toBe("clean");
  expect(tearJournal(folder, 0.9)).toBe("half a record");
  expect(scan()).toMatchObject({ end: "torn", records: [{ pos: 1 }, { pos: 2 }] });
});

it("cuts the last outcome short", () => {
  const scan = write([cursor(1), outcome(2)]);
  expect(tearJournal(folder, 0.1)).toBe("an outcome");
  expect(scan()).toMatchObject({ end: "torn", records: [{ pos: 1 }] });
});

it("never takes a whole record that is no outcome", () => {
  const scan = write([outcome(1), cursor(2)]);
  expect(tearJournal(folder, 0.1)).toBe("half a record");
  expect(scan().records).toHaveLength(2);
});

it("has nothing to tear where nothing was written", () => {
  write([]);
  expect(tearJournal(folder, 0.1)).toBeNull();
});
