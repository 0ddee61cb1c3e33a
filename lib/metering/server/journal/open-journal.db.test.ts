import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { headerBytes } from "@/lib/metering/journal/layout";
import { decodeHeader, encodeHeader } from "@/lib/metering/journal/segment-header";
import {
  admit,
  close,
  mustOpen,
  newFolder,
  ok,
  open,
  posOf,
  segmentFiles,
  until,
  upTo,
} from "@/lib/metering/server/journal/testing/journal-rig";

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

it("loses nothing of what it said was written when its process is killed, at whatever point", {
  timeout: 240_000,
}, async () => {
  const folder = newFolder();
  let least = 0;
  for (let round = 0; round < 6; round++) {
    const told = fs.openSync(`${folder}-told-${round}`, "w+");
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
    const said = fs.readFileSync(`${folder}-told-${round}`, "utf8");
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
