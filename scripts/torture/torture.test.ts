import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

it("sells nothing twice, loses nothing and counts nothing twice while gateways and database are killed", async () => {
  const program = path.join(root, "scripts", "torture.mjs");
  const run = promisify(execFile)(process.execPath, [program, "--short"], { cwd: root });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  const figures = Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .slice(-6)
      .map((line) => line.split(": ")),
  );
  expect(figures, stdout + stderr).toMatchObject({ oversold: "0", lost: "0", doubled: "0", differences: "0" });
  expect(Number(figures.served)).toBeGreaterThan(500);
  expect(Number(figures.offered)).toBeGreaterThan(Number(figures.served) / 2);
  expect(stdout).toMatch(/^gateways_killed: [1-9]/m);
  expect(stdout).toMatch(/^database_crashes: [1-9]/m);
  expect(stdout).toMatch(/^statements_cut_after_commit: [1-9]/m);
  expect(stdout).toMatch(/^frozen_past_a_lease: [1-9]/m);
}, 170_000);
