import { describe, expect, it } from "vitest";
import { recallOutcomes } from "@/lib/metering/journal/recall-outcomes";
import type { JournalRecord } from "@/lib/metering/journal/types";

const lease = (pos: number, number: number): JournalRecord => ({
  ...{ type: "LEASE_OPEN", pos, lease: number, leaseId: `lea_${number}`, accountId: "acc_1", accountKind: "quota" },
  ...{ unit: "fea_1", tenantId: "tnt_1", featureId: "fea_1", granted: 100 },
});
const draws = (number: number) => [{ lease: number, cost: 1 }];
const admit = (pos: number, number: number): JournalRecord => ({
  ...{ type: "ADMIT", pos, requestId: `req_${pos}`, tenantId: "tnt_1", featureId: "fea_1", keyId: "key_1" },
  ...{ routeId: "rte_1", units: 1, unknownUnits: 1, perUnit: 1, draws: draws(number), admittedAtMs: 1 },
});
const ok = (pos: number, seq: number, admitPos: number, number: number): JournalRecord => ({
  ...{ type: "OK", pos, seq, admitPos, units: 1, draws: draws(number), log: "{}" },
});
const gap: JournalRecord = { type: "GAP", pos: 20, seq: 4, draws: [{ lease: 1, cost: 3 }], atMs: 1 };
const cursor: JournalRecord = { type: "CURSOR", pos: 7, seq: 1 };

/** Blocks that say of themselves what the journal notes of them. */
function journalOf(...blocks: JournalRecord[][]) {
  const read: number[] = [];
  const openings = new Map<number, number>();
  const ranges = blocks.map((records, block) => {
    const seqs = records.flatMap((record) => ("seq" in record && record.type !== "CURSOR" ? [record.seq] : []));
    for (const record of records) if (record.type === "LEASE_OPEN") openings.set(record.lease, record.pos);
    const [firstPos, lastPos] = [records[0]?.pos ?? 0, records.at(-1)?.pos ?? 0];
    return { ...{ block, records, firstPos, lastPos }, minSeq: Math.min(...seqs), maxSeq: Math.max(0, ...seqs) };
  });
  const names = { posOf: (number: number) => openings.get(number), opens: new Map() };
  return {
    openings,
    recall(seq: number, max: number) {
      read.length = 0;
      const readBlock = ({ block, records }: (typeof ranges)[number]) => {
        read.push(block);
        return records;
      };
      const { records, isWhole } = recallOutcomes(ranges, readBlock, names, seq, max);
      return { at: records.map(({ pos }) => pos), read: [...read], isWhole };
    },
  };
}

describe("recalling outcomes", () => {
  const journal = () =>
    journalOf(
      [lease(1, 1), lease(2, 2)],
      [admit(3, 1), admit(4, 2), ok(5, 1, 3, 1)],
      [ok(6, 2, 4, 2), cursor],
      [admit(8, 2), ok(9, 3, 8, 2), admit(10, 2), ok(11, 5, 10, 2)],
      [gap],
    );

  it("brings what they refer to, from no other block than it stands in", () => {
    expect(journal().recall(2, 1)).toEqual({ at: [2, 4, 6], read: [2, 1, 0], isWhole: true });
    expect(journal().recall(3, 2)).toEqual({ at: [1, 2, 8, 9, 20], read: [3, 4, 0], isWhole: true });
  });

  it("reads where a lease was named once, however often it is drawn on", () => {
    const again = journal();
    expect(again.recall(2, 1).read).toContain(0);
    expect(again.recall(5, 10)).toEqual({ at: [2, 10, 11], read: [3], isWhole: true });
  });

  it("looks everywhere for a lease whose place is forgotten, and says when something is nowhere", () => {
    const closed = journal();
    closed.openings.delete(2);
    expect(closed.recall(5, 10)).toEqual({ at: [2, 10, 11], read: [3, 2, 1, 0], isWhole: true });
    const lost = journalOf([ok(9, 3, 8, 2)]);
    expect(lost.recall(3, 10)).toEqual({ at: [9], read: [0], isWhole: false });
  });

  it("looks once for a lease that is named nowhere, and says each time that it is missing", () => {
    const lost = journalOf([admit(1, 1), ok(2, 1, 1, 1)], [admit(3, 1), ok(4, 2, 3, 1)], [admit(5, 1), ok(6, 3, 5, 1)]);
    expect(lost.recall(2, 1)).toEqual({ at: [3, 4], read: [1, 0], isWhole: false });
    expect(lost.recall(3, 1)).toEqual({ at: [5, 6], read: [2], isWhole: false });
  });

  it("says when what was asked for first is not there", () => {
    expect(journal().recall(6, 10)).toEqual({ at: [], read: [], isWhole: false });
    expect(journalOf([admit(8, 2), ok(9, 3, 8, 2), lease(10, 2)]).recall(2, 10).isWhole).toBe(false);
  });

  it("says when one is missing between others: a gap was written later than its neighbours", () => {
    expect(journalOf([lease(1, 1)], [gap]).recall(4, 1).isWhole).toBe(true);
    expect(journalOf([lease(1, 1), admit(3, 1)], [gap, ok(21, 6, 3, 1)]).recall(4, 10).isWhole).toBe(false);
  });

  it("takes no harm from what stands there twice", () => {
    const twice = [admit(3, 1), ok(5, 1, 3, 1), admit(6, 1), ok(7, 2, 6, 1)];
    expect(journalOf([lease(1, 1), ...twice], twice).recall(1, 10).isWhole).toBe(true);
  });
});
