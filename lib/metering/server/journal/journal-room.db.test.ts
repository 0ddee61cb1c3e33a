import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { JournalRecord } from "@/lib/metering/journal/types";
import { type JournalDisk, realDisk } from "@/lib/metering/server/journal/journal-disk";
import {
  admit,
  close,
  mustOpen,
  newFolder,
  ok,
  open,
  posOf,
  restOf,
  segmentFiles,
  turn,
  until,
  upTo,
} from "@/lib/metering/server/journal/testing/journal-rig";

const lease = {
  type: "LEASE_OPEN",
  pos: 1,
  lease: 1,
  leaseId: null,
  accountId: "acc_1",
  accountKind: "quota",
  unit: "fea_1",
  tenantId: "tnt_1",
  featureId: "fea_1",
  granted: 1,
} as const satisfies JournalRecord;

it("goes from segment to segment, deletes what is flushed and old, and reads again what is not", async () => {
  const folder = newFolder();
  const { journal, reports } = await mustOpen({ folder, maxMb: 4, keepMs: 0 });
  const long = `{"n":"${"x".repeat(2_000)}"}`;
  for (const pos of upTo(600)) {
    expect(journal.append(ok(pos, long))).toBe(true);
    if (pos % 20 === 0) await restOf(journal);
  }
  expect(segmentFiles(folder).length).toBeGreaterThan(5);
  expect(posOf(journal.reread(101, 50))).toEqual(upTo(150, 101));
  expect(posOf(journal.reread(590, 50))).toEqual(upTo(600, 590));
  await until(() => reports.synced === 600);
  const before = journal.figures().usedRatio;
  journal.flushed(600);
  expect(journal.figures().usedRatio).toBeLessThan(before);
  await until(() => segmentFiles(folder).length <= 5);
  expect(posOf(journal.reread(599, 50))).toEqual([599, 600]);
  await close(journal);
  const next = (await mustOpen({ folder, maxMb: 4, keepMs: 0 })).journal;
  expect(next.recovered).toMatchObject({ lastPos: 600, lastSeq: 600, missingSeqs: [], corrupt: 0, torn: 0 });
});

it("reads at a start only what can still matter", async () => {
  const folder = newFolder();
  const { journal, reports } = await mustOpen({ folder, maxMb: 4 });
  const long = `{"n":"${"x".repeat(2_000)}"}`;
  for (const pos of upTo(500)) {
    journal.append(ok(pos, long));
    if (pos % 20 === 0) {
      await restOf(journal);
      await until(() => reports.synced === pos);
      journal.flushed(pos);
    }
  }
  await close(journal);
  const next = (await mustOpen({ folder, maxMb: 4 })).journal;
  expect(next.recovered.lastPos).toBe(500);
  expect(next.recovered.records.length).toBeLessThan(400);
  // The database may be set back: what is kept can be read all the same.
  expect(posOf(next.reread(1, 10)).length).toBe(10);
});

it("reads back what stands around a gap, though the gap was written long after it, in another start", async () => {
  const folder = newFolder();
  const { journal, reports } = await mustOpen({ folder, maxMb: 4 });
  const draws = Array.from({ length: 120 }, () => ({ lease: 1_000, cost: 1 }));
  const gap = (pos: number, seq: number): JournalRecord => ({ type: "GAP", pos, seq, draws, atMs: 1 });
  for (const seq of upTo(500)) {
    if (seq !== 10) journal.append(gap(seq, seq));
    if (seq % 20 !== 0) continue;
    await restOf(journal);
    await until(() => reports.synced === seq);
    journal.flushed(seq);
  }
  journal.append({ ...lease, pos: 1_000, lease: 1_000 });
  journal.append(gap(1_001, 10));
  await close(journal);
  const next = (await mustOpen({ folder, maxMb: 4 })).journal;
  expect(posOf(next.reread(10, 5))).toEqual([...upTo(14, 11), 1_000, 1_001]);
});

it("keeps what a database that was set back has to be told again, whatever else is written meanwhile", async () => {
  const { journal, reports } = await mustOpen({ folder: newFolder(), maxMb: 4 });
  const long = `{"n":"${"x".repeat(2_000)}"}`;
  const write = async (last: number, first: number) => {
    for (const pos of upTo(last, first)) {
      journal.append(ok(pos, long));
      if (pos % 20 === 0) await restOf(journal);
    }
    await until(() => reports.synced === last);
  };
  await write(700, 1);
  journal.flushed(700);
  journal.flushed(100);
  await write(1_300, 701);
  journal.flushed(120);
  expect(posOf(journal.reread(121, 50))).toEqual(upTo(170, 121));
});

it("keeps a segment as long as a call in it has no outcome in the ledger, or a lease in it is open", async () => {
  const folder = newFolder();
  const { journal, reports } = await mustOpen({ folder, maxMb: 4, keepMs: 0 });
  journal.append(lease);
  journal.append(admit(2));
  const first = segmentFiles(folder)[0] ?? "";
  for (const pos of upTo(300, 3)) {
    journal.append(ok(pos, `{"n":"${"x".repeat(2_000)}"}`));
    if (pos % 20 === 0) await restOf(journal);
  }
  await until(() => reports.synced === 300);
  const isKept = () => segmentFiles(folder).includes(first);
  const second = segmentFiles(folder)[1] ?? "";
  journal.flushed(300);
  expect(isKept()).toBe(true);
  // The outcome of an ADMIT in the first may stand in the second: one must not go without the other.
  expect(segmentFiles(folder)).toContain(second);
  journal.append({ ...ok(301), admitPos: 2 } as JournalRecord);
  journal.flushed(300);
  expect(isKept()).toBe(true);
  journal.flushed(301);
  expect(isKept()).toBe(true);
  await close(journal);
  const next = (await mustOpen({ folder, maxMb: 4, keepMs: 0 })).journal;
  next.flushed(301);
  expect(isKept()).toBe(true);
  next.append({ type: "LEASE_CLOSE", pos: 302, lease: 1 });
  next.flushed(301);
  expect(isKept()).toBe(false);
});

it("stops admitting before the room for outcomes is gone, and has it again once the ledger has them", async () => {
  const { journal, reports } = await mustOpen({ folder: newFolder(), maxMb: 4, keepMs: 0 });
  const long = `{"n":"${"x".repeat(7_000)}"}`;
  let pos = 0;
  while (reports.room === "ok" && pos < 1_000) {
    expect(journal.append(ok(++pos, long))).toBe(true);
    // A quarter of the budget is kept ready, in sixteenths.
    if (pos % 5 === 0) await restOf(journal, 4);
  }
  expect(reports.room).toBe("full");
  const stoppedAt = pos;
  // 64 MiB of 4 GiB are kept for them; here 1 MiB of 4.
  for (let i = 0; i < 100; i++) {
    expect(journal.append(ok(++pos, long))).toBe(true);
    if (pos % 5 === 0) await turn();
  }
  expect(pos).toBe(stoppedAt + 100);
  await until(() => reports.synced === pos);
  journal.flushed(pos);
  await until(() => reports.room === "ok");
});

it("says that there is no room when the disk has none, and by itself that it has some again", async () => {
  let isFull = false;
  const disk: JournalDisk = {
    ...realDisk,
    prepare: (...given) => (isFull ? Promise.reject(new Error("ENOSPC")) : realDisk.prepare(...given)),
  };
  const { journal, reports } = await mustOpen({ folder: newFolder(), maxMb: 4, keepMs: 0, disk });
  const long = `{"n":"${"x".repeat(7_000)}"}`;
  let pos = 0;
  isFull = true;
  while (reports.room === "ok" && pos < 200) {
    expect(journal.append(ok(++pos, long))).toBe(true);
    if (pos % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(reports.room).toBe("full");
  isFull = false;
  await until(() => reports.room === "ok");
});

it("hurries with a file only while fewer than two are ready", async () => {
  const urgent: boolean[] = [];
  const disk: JournalDisk = {
    ...realDisk,
    prepare(file, bytes, isUrgent) {
      urgent.push(isUrgent());
      return realDisk.prepare(file, bytes, isUrgent);
    },
  };
  await mustOpen({ folder: newFolder(), maxMb: 16, disk });
  await until(() => urgent.length === 4);
  expect(urgent).toEqual([true, true, false, false]);
});

it.each([
  ["in small pieces, so that calls are answered between them", false, 32],
  ["in large ones, when it is waited for", true, 2],
])("makes a whole file of zeros %s", async (_, isUrgent, pieces) => {
  const folder = newFolder();
  fs.mkdirSync(folder);
  const file = path.join(folder, "a.segment");
  let asked = 0;
  const ask = () => {
    asked++;
    return isUrgent;
  };
  fs.closeSync(await realDisk.prepare(file, 2 * 1_048_576 - 1, ask));
  expect(asked).toBe(pieces);
  expect(fs.readFileSync(file).equals(Buffer.alloc(2 * 1_048_576 - 1))).toBe(true);
});

it("says that there is no room where a file cannot be opened, and throws at nobody", async () => {
  const folder = newFolder();
  await close((await mustOpen({ folder })).journal);
  const files = fs.readdirSync(folder).filter((file) => file.endsWith(".segment"));
  const { journal, reports } = await mustOpen({ folder });
  for (const name of files) fs.renameSync(path.join(folder, name), path.join(folder, `${name}.away`));
  expect(journal.append(admit(1))).toBe(false);
  expect([journal.room(), reports.room]).toEqual(["full", "full"]);
  for (const name of files) fs.renameSync(path.join(folder, `${name}.away`), path.join(folder, name));
  expect(journal.append(admit(1))).toBe(true);
  journal.flushed(0);
  await until(() => reports.room === "ok");
});

it("refuses a folder that cannot be used, and one without any room", async () => {
  const file = newFolder();
  fs.writeFileSync(file, "");
  await expect(open({ folder: path.join(file, "journal") })).rejects.toThrow();
  const disk: JournalDisk = { ...realDisk, prepare: () => Promise.reject(new Error("ENOSPC")) };
  const folder = newFolder();
  await expect(open({ folder, disk })).rejects.toThrow("no room");
  expect(await open({ folder })).not.toBeNull();
});
