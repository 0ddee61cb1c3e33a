import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { headerBytes } from "@/lib/metering/journal/layout";
import { scanSegment } from "@/lib/metering/journal/scan-segment";
import { decodeHeader, encodeHeader } from "@/lib/metering/journal/segment-header";
import type { JournalRecord } from "@/lib/metering/journal/types";
import { type JournalDisk, realDisk } from "@/lib/metering/server/journal/journal-disk";
import { type Journal, type JournalOptions, openJournal } from "@/lib/metering/server/journal/open-journal";

// Nothing here asks a database, but the log wants to know that there could be one.
process.env.PGHOST ??= "none";
const root = fs.mkdtempSync(path.join(os.tmpdir(), "journal-test-"));
const opened: Journal[] = [];
let folders = 0;
const newFolder = () => path.join(root, String(++folders));

afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close();
});

type Reports = { synced: number; failed: boolean; room: string };
async function open(options: JournalOptions): Promise<{ journal: Journal; reports: Reports } | null> {
  const reports: Reports = { synced: 0, failed: false, room: "ok" };
  const journal = await openJournal(
    { maxMb: 8, ...options },
    {
      onSynced(pos) {
        reports.synced = pos;
      },
      onFailed() {
        reports.failed = true;
      },
      onRoom(state) {
        reports.room = state;
      },
    },
  );
  if (!journal) return null;
  opened.push(journal);
  return { journal, reports };
}
async function mustOpen(options: JournalOptions) {
  const found = await open(options);
  if (!found) throw new Error("The folder is held.");
  return found;
}
async function close(journal: Journal) {
  opened.splice(opened.indexOf(journal), 1);
  await journal.close();
}
const ok = (pos: number, log = "{}"): JournalRecord => ({
  type: "OK",
  pos,
  seq: pos,
  admitPos: 0,
  units: 1,
  draws: [],
  log,
});
const admit = (pos: number): JournalRecord => ({
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
  draws: [{ lease: 1, cost: 1 }],
  admittedAtMs: 1,
});
const posOf = (records: readonly JournalRecord[]) => records.map(({ pos }) => pos);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
/** Waits as long as a busy machine takes. */
async function until(isTrue: () => boolean) {
  const deadline = performance.now() + 30_000;
  while (!isTrue() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(isTrue()).toBe(true);
}
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
/** Waits until what was appended is written and so many segments are made ahead of it. */
async function restOf(journal: Journal, spares = 1) {
  await turn();
  await until(() => journal.figures().spareSegments >= spares);
}
const isWritten = (journal: Pick<Journal, "afterWrite">) => new Promise<boolean>((said) => journal.afterWrite(said));
const segmentFiles = (folder: string) =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".segment"))
    .sort();

it("keeps its name and what was written, over every start", async () => {
  const folder = newFolder();
  const first = (await mustOpen({ folder })).journal;
  first.setEpoch(1);
  for (const pos of upTo(10)) expect(first.append(ok(pos))).toBe(true);
  await close(first);
  const second = (await mustOpen({ folder })).journal;
  expect(second.nodeId).toBe(first.nodeId);
  expect(posOf(second.recovered.records)).toEqual(upTo(10));
  expect(second.recovered).toMatchObject({ epoch: 1, lastPos: 10, lastSeq: 10, rebooted: false, torn: 0, corrupt: 0 });
  second.append(ok(11));
  await close(second);
  const third = (await mustOpen({ folder })).journal;
  expect(posOf(third.recovered.records)).toEqual(upTo(11));
});

it("tells of a power cut at every start until calls are admitted again", async () => {
  const folder = newFolder();
  const first = (await mustOpen({ folder })).journal;
  for (const pos of upTo(3)) first.append(ok(pos));
  await close(first);
  for (const name of fs.readdirSync(folder).filter((file) => file.endsWith(".segment"))) {
    const file = path.join(folder, name);
    const bytes = fs.readFileSync(file);
    const header = decodeHeader(bytes);
    if (header)
      fs.writeFileSync(
        file,
        Buffer.concat([encodeHeader({ ...header, bootId: "before" }), bytes.subarray(headerBytes)]),
      );
  }
  const second = (await mustOpen({ folder })).journal;
  expect(second.recovered.rebooted).toBe(true);
  second.append(ok(4));
  await close(second);
  const third = (await mustOpen({ folder })).journal;
  expect(third.recovered).toMatchObject({ rebooted: true, lastPos: 4 });
  for (const record of [ok(5), admit(6), ok(7)]) expect(third.append(record)).toBe(true);
  await close(third);
  expect((await mustOpen({ folder })).journal.recovered).toMatchObject({ rebooted: false, lastPos: 7 });
});

it("is open in one process at a time", async () => {
  const folder = newFolder();
  const first = (await mustOpen({ folder })).journal;
  fs.symlinkSync(folder, `${folder}-link`);
  expect(await open({ folder })).toBeNull();
  expect(await open({ folder: `${folder}-link` })).toBeNull();
  await close(first);
  expect(await open({ folder })).not.toBeNull();
});

it.runIf(process.platform === "linux")("is not opened while a process of another container has it", async () => {
  const folder = newFolder();
  await close((await mustOpen({ folder })).journal);
  const other = spawn(
    process.execPath,
    [
      "-e",
      `require("net").createServer().listen(${JSON.stringify(path.join(folder, "in-use.sock"))}, () => console.log("open"))`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await new Promise((resolve) => other.stdout.once("data", resolve));
  expect(await open({ folder })).toBeNull();
  const ended = new Promise((resolve) => other.once("exit", resolve));
  other.kill("SIGKILL");
  await ended;
  expect(fs.existsSync(path.join(folder, "in-use.sock"))).toBe(true);
  expect(await open({ folder })).not.toBeNull();
});

it("brings what was written onto the disk by itself, and at once when asked", async () => {
  const { journal, reports } = await mustOpen({ folder: newFolder(), syncDelayMs: 8 });
  journal.append(ok(1));
  expect(reports.synced).toBe(0);
  await until(() => reports.synced === 1);
  journal.append(ok(2));
  journal.sync();
  journal.append(ok(3));
  journal.sync();
  await until(() => reports.synced === 3);
});

it("loses nothing of what it said was written when its process is killed, at whatever point", {
  timeout: 240_000,
}, async () => {
  const folder = newFolder();
  let least = 0;
  for (let round = 0; round < 6; round++) {
    const told = fs.openSync(path.join(root, `told-${round}`), "w+");
    const child = spawn(
      process.execPath,
      ["--import", "tsx", path.join(import.meta.dirname, "testing", "append-until-killed.ts"), folder],
      { stdio: ["ignore", told, "inherit"] },
    );
    const gone = new Promise((resolve) => child.once("close", resolve));
    await until(() => fs.fstatSync(told).size > 0);
    await new Promise((resolve) => setTimeout(resolve, 40 * round));
    child.kill("SIGKILL");
    await gone;
    const said = fs.readFileSync(path.join(root, `told-${round}`), "utf8");
    fs.closeSync(told);
    const last = Number(said.slice(0, said.lastIndexOf("\n")).split("\n").at(-1));
    const { journal } = await mustOpen({ folder });
    const { recovered } = journal;
    expect(last).toBeGreaterThan(least);
    expect(recovered.lastPos).toBeGreaterThanOrEqual(last);
    expect(recovered).toMatchObject({ corrupt: 0, missingSeqs: [], lastSeq: recovered.lastPos });
    expect(posOf(recovered.records)).toEqual(upTo(recovered.lastPos, recovered.records[0]?.pos));
    least = recovered.lastPos;
    await close(journal);
  }
});

it("cuts a torn end off and never writes behind it", async () => {
  const folder = newFolder();
  const first = (await mustOpen({ folder })).journal;
  for (const pos of upTo(5)) first.append(ok(pos));
  await close(first);
  const file = path.join(folder, segmentFiles(folder)[0] ?? "");
  const bytes = fs.readFileSync(file);
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  fs.truncateSync(file, end - 3);
  const second = (await mustOpen({ folder })).journal;
  expect(second.recovered).toMatchObject({ torn: 1, corrupt: 0, lastPos: 4 });
  second.append(ok(5));
  await close(second);
  const third = (await mustOpen({ folder })).journal;
  expect(posOf(third.recovered.records)).toEqual(upTo(5));
  expect(third.recovered.torn).toBe(0);
});

it("reads both sides of a damaged place, names what is lost, and puts a copy aside", async () => {
  const folder = newFolder();
  const first = (await mustOpen({ folder })).journal;
  for (const pos of upTo(9)) first.append(ok(pos, `{"n":"${"x".repeat(40)}"}`));
  await close(first);
  const name = segmentFiles(folder)[0] ?? "";
  const bytes = fs.readFileSync(path.join(folder, name));
  const middle = bytes.indexOf("xxxx", 800);
  bytes[middle] = 0x79;
  fs.writeFileSync(path.join(folder, name), bytes);
  const second = (await mustOpen({ folder })).journal;
  const { recovered } = second;
  expect(recovered).toMatchObject({ torn: 0, corrupt: 1, lastPos: 9 });
  expect(recovered.missingSeqs).toHaveLength(1);
  expect(posOf(recovered.records)).toEqual(upTo(9).filter((pos) => pos !== recovered.missingSeqs[0]));
  expect(fs.readFileSync(path.join(folder, "quarantine", name)).equals(bytes)).toBe(true);
});

it("writes what a failed sync left in doubt again, and gives up when that fails too", async () => {
  let failures = 0;
  const synced = new Map<number, number>();
  const disk: JournalDisk = {
    ...realDisk,
    sync(fd, done) {
      if (failures === 0) return realDisk.sync(fd, done);
      failures--;
      synced.set(fd, (synced.get(fd) ?? 0) + 1);
      done(new Error("EIO"));
    },
  };
  const folder = newFolder();
  const { journal, reports } = await mustOpen({ folder, disk, syncDelayMs: 2 });
  const hasSpares = () => journal.figures().spareSegments >= 3;
  await until(hasSpares);
  journal.append(ok(1));
  await until(() => reports.synced === 1 && hasSpares());
  failures = 1;
  for (const pos of upTo(6, 2)) journal.append(ok(pos));
  await until(() => reports.synced === 6);
  expect([...synced.values()]).toEqual([1]);
  expect(reports.failed).toBe(false);
  // What stands in the file that failed may be gone: the next start must not need it.
  const broken = path.join(folder, segmentFiles(folder)[0] ?? "");
  const bytes = fs.readFileSync(broken);
  const secondRecord = bytes.indexOf("{}") + 2;
  fs.writeFileSync(broken, bytes.fill(0, secondRecord));
  journal.append(ok(7));
  await close(journal);
  const next = await mustOpen({ folder, disk, syncDelayMs: 2 });
  await until(() => next.journal.figures().spareSegments >= 3);
  expect(posOf(next.journal.recovered.records)).toEqual(upTo(7));
  failures = 2;
  next.journal.append(ok(8));
  await until(() => next.reports.failed);
  expect(next.journal.append(ok(9))).toBe(false);
});

it("writes what a failed write left in doubt into the next segment, and gives up when that fails too", async () => {
  let failures = 0;
  const disk: JournalDisk = {
    ...realDisk,
    write(fd, bytes, offset, length, position) {
      if (failures === 0) return realDisk.write(fd, bytes, offset, length, position);
      failures--;
      // Half of it comes through: the reader must not be led astray by it.
      realDisk.write(fd, bytes, offset, length >> 1, position);
      throw new Error("ENOSPC");
    },
  };
  const folder = newFolder();
  const { journal, reports } = await mustOpen({ folder, disk });
  await until(() => journal.figures().spareSegments >= 3);
  journal.append(ok(1));
  await turn();
  failures = 1;
  expect(journal.append(admit(2))).toBe(true);
  expect(await isWritten(journal)).toBe(true);
  expect(reports.failed).toBe(false);
  journal.append(ok(3));
  await turn();
  failures = 2;
  expect(journal.append(admit(4))).toBe(true);
  expect(await isWritten(journal)).toBe(false);
  expect(reports.failed).toBe(true);
  expect(journal.append(ok(5))).toBe(false);
  expect(await isWritten(journal)).toBe(false);
  await close(journal);
  const next = (await mustOpen({ folder })).journal;
  // The third may have come through, the fourth was refused and did not.
  expect([
    [1, 2],
    [1, 2, 3],
  ]).toContainEqual(posOf(next.recovered.records));
  expect(next.recovered.corrupt).toBe(0);
});

it("says when an admission is in the system's hands, and takes one write for all of a turn", async () => {
  const writes: number[] = [];
  const disk: JournalDisk = {
    ...realDisk,
    write(fd, bytes, offset, length, position) {
      writes.push(length);
      return realDisk.write(fd, bytes, offset, length, position);
    },
  };
  const folder = newFolder();
  const { journal } = await mustOpen({ folder, disk });
  expect(await isWritten(journal)).toBe(true);
  for (const record of [admit(1), ok(2), admit(3)]) journal.append(record);
  // The header of the first segment.
  expect(writes).toEqual([256]);
  let said: boolean | null = null;
  journal.afterWrite((isIn) => {
    said = isIn;
    expect(writes).toHaveLength(2);
  });
  expect(said).toBe(null);
  await turn();
  expect(said).toBe(true);
  const segment = fs.readFileSync(path.join(folder, segmentFiles(folder)[0] ?? ""));
  expect(posOf(scanSegment(segment, 1).records)).toEqual([1, 2, 3]);
  journal.append(ok(4));
  await turn();
  expect(writes).toHaveLength(3);
});

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

it("keeps a segment as long as a call in it has no outcome in the ledger, or a lease in it is open", async () => {
  const folder = newFolder();
  const { journal, reports } = await mustOpen({ folder, maxMb: 4, keepMs: 0 });
  const lease: JournalRecord = {
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
  };
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
    prepare: (file, bytes) => (isFull ? Promise.reject(new Error("ENOSPC")) : realDisk.prepare(file, bytes)),
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
  const file = path.join(root, "a-file");
  fs.writeFileSync(file, "");
  await expect(open({ folder: path.join(file, "journal") })).rejects.toThrow();
  const disk: JournalDisk = { ...realDisk, prepare: () => Promise.reject(new Error("ENOSPC")) };
  const folder = newFolder();
  await expect(open({ folder, disk })).rejects.toThrow("no room");
  expect(await open({ folder })).not.toBeNull();
});
