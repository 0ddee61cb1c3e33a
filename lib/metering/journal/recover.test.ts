import { expect, it } from "vitest";
import { recover } from "@/lib/metering/journal/recover";
import type { JournalRecord, ScannedSegment } from "@/lib/metering/journal/types";

const known = { nodeId: "nod_1", bootId: "boot-1", maxOutcomes: 100 };
const lease = (pos: number, number: number): JournalRecord => ({
  type: "LEASE_OPEN",
  pos,
  lease: number,
  leaseId: `lea_${number}`,
  accountId: "acc_1",
  accountKind: "quota",
  unit: "fea_1",
  tenantId: "tnt_1",
  featureId: "fea_1",
  granted: 100,
});
const admit = (pos: number, number: number): JournalRecord => ({
  type: "ADMIT",
  pos,
  requestId: `req_${pos}`,
  tenantId: "tnt_1",
  featureId: "fea_1",
  keyId: "key_1",
  routeId: "rte_1",
  units: 1,
  unknownUnits: 1,
  perUnit: 1,
  draws: [{ lease: number, cost: 1 }],
  admittedAtMs: 1,
});
const ok = (pos: number, seq: number, admitPos: number, number: number): JournalRecord => ({
  type: "OK",
  pos,
  seq,
  admitPos,
  units: 1,
  draws: [{ lease: number, cost: 1 }],
  log: "{}",
});
const cursor = (pos: number, seq: number): JournalRecord => ({ type: "CURSOR", pos, seq });
const close = (pos: number, number: number): JournalRecord => ({ type: "LEASE_CLOSE", pos, lease: number });
const segment = (records: JournalRecord[], over: Partial<ScannedSegment> = {}): ScannedSegment => ({
  header: { segmentId: 1, nodeId: "nod_1", epoch: 4, firstPos: 1, neededFrom: 1, bootId: "boot-1" },
  records,
  ends: records.map((_, i) => 100 * (i + 1)),
  end: "clean",
  validBytes: 1_000,
  ...over,
});
const posOf = (records: JournalRecord[]) => records.map((record) => record.pos);

it("keeps what can still matter: open leases, calls in doubt with their progress, outcomes not yet acknowledged", () => {
  const progress = (pos: number): JournalRecord => ({ type: "PROGRESS", pos, admitPos: 8, units: pos, draws: [] });
  const found = recover(known, [
    segment([lease(1, 1), lease(2, 2), admit(3, 1), ok(4, 1, 3, 1), close(5, 1), admit(6, 2), ok(7, 2, 6, 2)]),
    segment([admit(8, 2), progress(9), progress(10), cursor(11, 1)]),
  ]);
  expect(posOf(found.records)).toEqual([2, 6, 7, 8, 10]);
  expect(found).toMatchObject({ epoch: 4, lastPos: 11, lastSeq: 2, cursor: 1, missingSeqs: [], moreFromSeq: null });
});

it("keeps a closed lease that an unacknowledged outcome names", () => {
  const found = recover(known, [segment([lease(1, 1), admit(2, 1), ok(3, 1, 2, 1), close(4, 1)])]);
  expect(posOf(found.records)).toEqual([1, 2, 3]);
});

it("is empty for an empty directory", () => {
  expect(recover(known, [])).toEqual({
    nodeId: "nod_1",
    epoch: 0,
    records: [],
    lastPos: 0,
    lastSeq: 0,
    cursor: 0,
    missingSeqs: [],
    moreFromSeq: null,
    rebooted: false,
    torn: 0,
    corrupt: 0,
  });
});

it("names the numbers that damage has lost, but none that were acknowledged", () => {
  const lost = segment([lease(1, 1), ok(3, 1, 2, 1), ok(9, 4, 8, 1)], { end: "corrupt" });
  expect(recover(known, [lost])).toMatchObject({ missingSeqs: [2, 3], corrupt: 1 });
  expect(recover(known, [lost, segment([cursor(10, 2)])]).missingSeqs).toEqual([3]);
  expect(recover(known, [segment([cursor(1, 5), ok(2, 8, 1, 1)])]).missingSeqs).toEqual([6, 7]);
});

it("reads records that stand in two segments once, and fills the holes of one from the other", () => {
  const before = segment([lease(1, 1), admit(2, 1), ok(5, 2, 4, 1)], { end: "corrupt" });
  const rewritten = segment([ok(3, 1, 2, 1), admit(4, 1), ok(5, 2, 4, 1), admit(6, 1)]);
  const found = recover(known, [before, rewritten]);
  expect(posOf(found.records)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(found.missingSeqs).toEqual([]);
});

it("says that the machine was started again since", () => {
  expect(recover({ ...known, bootId: "boot-2" }, [segment([cursor(1, 1)])]).rebooted).toBe(true);
  expect(recover(known, [segment([cursor(1, 1)])]).rebooted).toBe(false);
});

it("loads no more outcomes than it may, and says where the rest begins", () => {
  const records = [lease(1, 1)];
  for (let seq = 1; seq <= 10; seq++) records.push(admit(2 * seq, 1), ok(2 * seq + 1, seq, 2 * seq, 1));
  const some = recover({ ...known, maxOutcomes: 4 }, [segment(records)]);
  expect(some).toMatchObject({ moreFromSeq: 5, lastSeq: 10 });
  expect(posOf(some.records)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(recover({ ...known, maxOutcomes: 4 }, [segment([...records, cursor(22, 6)])])).toMatchObject({
    moreFromSeq: 7,
    records: [lease(1, 1)],
  });
  expect(recover({ ...known, maxOutcomes: 4 }, [segment([...records, cursor(22, 10)])]).moreFromSeq).toBeNull();
});

it("takes a gap that was booked later for the number it fills", () => {
  const gap: JournalRecord = { type: "GAP", pos: 10, seq: 2, draws: [], atMs: 1 };
  const found = recover(known, [segment([ok(3, 1, 2, 1), ok(9, 3, 8, 1), gap])]);
  expect(found).toMatchObject({ missingSeqs: [], lastSeq: 3 });
  expect(posOf(recover(known, [segment([ok(3, 1, 2, 1), ok(9, 3, 8, 1), gap, cursor(11, 2)])]).records)).toEqual([9]);
});
