import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { scanSegment } from "@/lib/metering/journal/scan-segment";
import { type JournalDisk, realDisk } from "@/lib/metering/server/journal/journal-disk";
import {
  admit,
  close,
  isWritten,
  mustOpen,
  newFolder,
  ok,
  posOf,
  segmentFiles,
  turn,
  until,
  upTo,
} from "@/lib/metering/server/journal/testing/journal-rig";

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
