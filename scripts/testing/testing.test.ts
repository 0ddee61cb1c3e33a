import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { removeAbandonedFolders, temporaryFolder } from "@/scripts/supervisor/temporary-folder.mjs";
import { readOptions } from "@/scripts/testing/read-options.mjs";
import { judgeTally, readTally } from "@/scripts/testing/read-tally.mjs";
import { runCommand } from "@/scripts/testing/run-command.mjs";
import { summary } from "@/scripts/testing/summary.mjs";

const row = { name: "unit", state: "passed" as const, passed: 3, failed: 0, seconds: 1 };

describe("npm test", () => {
  it("ends with the sum of all stages in one line", () => {
    const rows = [row, { ...row, name: "db", state: "failed" as const, failed: 2 }];
    const { text, ok } = summary(rows);
    expect(text.split("\n").at(-1)).toBe("6 passed, 2 failed");
    expect(ok).toBe(false);
  });

  it("fails when a stage did not run without having been skipped on purpose", () => {
    expect(summary([row, { ...row, state: "not run", passed: 0 }]).ok).toBe(false);
    expect(summary([row, { ...row, state: "skipped", passed: 0 }]).ok).toBe(true);
  });

  it("refuses a stage or an option that does not exist", () => {
    expect(readOptions(["--only=db,unit", "--grep=quota"], ["db", "unit"])).toEqual({
      only: ["db", "unit"],
      skip: [],
      grep: "quota",
    });
    expect(() => readOptions(["--only=dv"], ["db"])).toThrow("Unknown stage dv. Known: db.");
    expect(() => readOptions(["--fast"], ["db"])).toThrow("Unknown option --fast.");
  });

  it("ends a check that hangs, with all it started", async () => {
    const script = "sleep 60 & sleep 60; wait";
    const { ok, output } = await runCommand(["sh", "-c", script], { cwd: process.cwd(), timeoutMs: 300 });
    expect(ok).toBe(false);
    expect(output).toContain("Not finished after 0.3 seconds.");
  });

  it("removes what a killed run left, and nothing of a run that lives", async () => {
    const own = temporaryFolder("own");
    const abandoned = temporaryFolder("abandoned");
    fs.writeFileSync(path.join(abandoned, "owner.json"), JSON.stringify({ pid: 999_999_999, startedAt: "1" }));
    await removeAbandonedFolders();
    expect(fs.existsSync(abandoned)).toBe(false);
    expect(fs.existsSync(own)).toBe(true);
    fs.rmSync(own, { recursive: true });
  });

  it("a run whose payment sandboxes saw one wrong message has failed, and so has one that saw none at all", () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "faregate-tally-")), "tally");
    expect([readTally(file), judgeTally(null).state]).toEqual([null, "failed"]);
    const good = {
      stripe_requests_checked: 3,
      stripe_requests_refused: 0,
      stripe_answers_checked: 4,
      stripe_violations: 0,
    };
    fs.writeFileSync(file, `${JSON.stringify(good)}\n${JSON.stringify(good)}\n`);
    expect(readTally(file)).toEqual({ ...good, stripe_requests_checked: 6, stripe_answers_checked: 8 });
    expect(judgeTally(good)).toMatchObject({ state: "passed", passed: 1, failed: 0 });
    for (const name of ["stripe_violations", "stripe_requests_refused"]) {
      expect(judgeTally({ ...good, [name]: 1 })).toMatchObject({ state: "failed", failed: 1 });
    }
  });
});
