import fs from "node:fs";
import path from "node:path";
import { runCommand } from "./run-command.mjs";

/**
 * Runs vitest projects and counts their tests. A file that cannot be loaded counts as one failure.
 *
 * @param {{ root: string, temporary: string, projects: string[], grep: string | null, timeoutMs?: number }} given
 * @returns {Promise<import("./static-checks.mjs").Result>}
 */
export async function runVitest({ root, temporary, projects, grep, timeoutMs }) {
  const report = path.join(temporary, `vitest-${projects.join("-")}.json`);
  const command = [
    ...[process.execPath, path.join(root, "node_modules", "vitest", "vitest.mjs"), "run"],
    ...projects.flatMap((project) => ["--project", project]),
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    ...(grep ? ["--testNamePattern", grep] : []),
  ];
  const env = { ...process.env, NODE_ENV: "test", NO_COLOR: "1", FORCE_COLOR: undefined, DATABASE_URL: undefined };
  const { ok, output } = await runCommand(command, { cwd: root, env, timeoutMs });
  if (!fs.existsSync(report)) return { passed: 0, failed: 1, output };
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} */
  const summary = JSON.parse(fs.readFileSync(report, "utf8"));
  const broken = summary.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = summary.numFailedTests + broken;
  // A run may fail beside its tests: an unhandled rejection, a set-up that did not end.
  return { passed: summary.numPassedTests, failed: ok ? failed : Math.max(failed, 1), output };
}
