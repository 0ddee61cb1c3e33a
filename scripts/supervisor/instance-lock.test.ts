import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspectInstanceLock, takeInstanceLock } from "@/scripts/supervisor/instance-lock.mjs";
import { processInfo } from "@/scripts/supervisor/process-info.mjs";

const facts = { portalUrl: "http://localhost:3000" };
let folder = "";
const file = () => path.join(folder, "supervisor.lock");
const writeLock = (holder: object) => fs.writeFileSync(file(), JSON.stringify({ ...facts, ...holder }));
const here = () => ({ host: os.hostname(), namespace: fs.readlinkSync("/proc/self/ns/pid") });

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "faregate-lock-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe("the instance lock", () => {
  it("is refused to a second start, with pid, address and the way out", () => {
    const release = takeInstanceLock(folder, facts);
    expect(() => takeInstanceLock(folder, facts)).toThrowError(
      expect.objectContaining({
        exitCode: 3,
        message: expect.stringMatching(new RegExp(`pid ${process.pid}, http://localhost:3000.*npm stop`)),
      }),
    );
    release();
    takeInstanceLock(folder, facts)();
    expect(fs.existsSync(file())).toBe(false);
  });

  it("falls to the next start when its holder was killed", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const startedAt = processInfo(child.pid ?? 0)?.startedAt;
    writeLock({ pid: child.pid, startedAt, ...here() });
    expect(inspectInstanceLock(folder)?.isHeld).toBe(true);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    expect(inspectInstanceLock(folder)?.isHeld).toBe(false);
    takeInstanceLock(folder, facts)();
  });

  it("is not held by an unrelated process that got the same pid", () => {
    writeLock({ pid: process.pid, startedAt: "1", ...here() });
    takeInstanceLock(folder, facts)();
  });

  it("is held by another machine for as long as that keeps touching it", () => {
    writeLock({ pid: 1, startedAt: "1", host: "elsewhere", namespace: "pid:[1]" });
    expect(() => takeInstanceLock(folder, facts)).toThrowError(/already runs/);
    const longAgo = new Date(Date.now() - 31_000);
    fs.utimesSync(file(), longAgo, longAgo);
    takeInstanceLock(folder, facts)();
  });

  it("survives a file that is no lock", () => {
    fs.writeFileSync(file(), "not json");
    takeInstanceLock(folder, facts)();
  });

  it("goes to exactly one of many starts that find a stale one", async () => {
    writeLock({ pid: 999_999_999, startedAt: "1", ...here() });
    const code = `
      import { takeInstanceLock } from ${JSON.stringify(path.resolve("scripts/supervisor/instance-lock.mjs"))};
      try { takeInstanceLock(${JSON.stringify(folder)}, { portalUrl: "x" }); console.log("won"); } catch { console.log("lost"); }
      process.stdin.resume();`;
    const children = Array.from({ length: 8 }, () => spawn(process.execPath, ["--input-type=module", "-e", code]));
    const results = await Promise.all(
      children.map(
        (child) => new Promise<string>((resolve) => child.stdout.once("data", (data) => resolve(String(data).trim()))),
      ),
    );
    for (const child of children) child.kill("SIGKILL");
    expect(results.filter((result) => result === "won")).toHaveLength(1);
  });
});
