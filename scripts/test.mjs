import fs from "node:fs";
import path from "node:path";
import { buildPortal } from "./supervisor/build-portal.mjs";
import { installPackages } from "./supervisor/install.mjs";
import { requireNodeVersion } from "./supervisor/node-version.mjs";
import { removeAbandonedFolders, temporaryFolder } from "./supervisor/temporary-folder.mjs";
import { readOptions } from "./testing/read-options.mjs";
import { judgeTally, readTally } from "./testing/read-tally.mjs";
import { endAll } from "./testing/run-command.mjs";
import { runJourneys } from "./testing/run-journeys.mjs";
import { runSimulation } from "./testing/run-simulation.mjs";
import { runVitest } from "./testing/run-vitest.mjs";
import { runStaticChecks } from "./testing/static-checks.mjs";
import { summary } from "./testing/summary.mjs";

/**
 * Everything that proves a change, in stages. Nothing here touches a running instance: own data, own ports, own build.
 * `--only=`, `--skip=` choose stages, `--grep=` chooses tests.
 */
const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);

/** @typedef {import("./testing/static-checks.mjs").Result} Result */
/** @type {Record<string, (given: { temporary: string, grep: string | null }) => Promise<Result>>} */
const stages = {
  static: () => runStaticChecks(root),
  unit: (given) => runVitest({ root, projects: ["rules", "ui"], ...given }),
  simulate: () => runSimulation(root),
  db: (given) => runVitest({ root, projects: ["db"], ...given }),
  gateway: (given) => runVitest({ root, projects: ["gateway"], ...given }),
  build,
  processes: (given) => runVitest({ root, projects: ["ops"], ...given }),
  e2e: (given) => runJourneys({ root, ...given }),
};

async function build() {
  const env = { ...process.env, NODE_ENV: "production", NEXT_DIST_DIR: ".next-test", NEXT_TELEMETRY_DISABLED: "1" };
  await buildPortal({ root, buildFolder: ".next-test", env });
  return { passed: 1, failed: 0, output: "" };
}

const startedAt = performance.now();
const seconds = (/** @type {number} */ since) => (performance.now() - since) / 1000;
requireNodeVersion(process.versions.node);
const options = readOptions(process.argv.slice(2), Object.keys(stages));
console.log(`install: ${await installPackages(root)} (${seconds(startedAt).toFixed(1)} s)`);
await removeAbandonedFolders();
const temporary = temporaryFolder("run");
process.env.STRIPE_SANDBOX_TALLY = path.join(temporary, "stripe-tally");
let isInterrupted = false;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.once(signal, () => {
    isInterrupted = true;
    endAll();
  });

/** @type {import("./testing/summary.mjs").Row[]} */
const rows = [];
/** @type {import("./testing/read-tally.mjs").Tally | null} */
let tally = null;
try {
  for (const [name, run] of Object.entries(stages)) {
    const isWanted = (options.only.length === 0 || options.only.includes(name)) && !options.skip.includes(name);
    if (isInterrupted && isWanted) {
      rows.push({ name, state: "not run", passed: 0, failed: 0, seconds: 0 });
      continue;
    }
    if (!isWanted) {
      if (options.only.length === 0) rows.push({ name, state: "skipped", passed: 0, failed: 0, seconds: 0 });
      continue;
    }
    console.log(`\n${name}`);
    const since = performance.now();
    const result = await run({ temporary, grep: options.grep }).catch(asFailure);
    // A silent pass is the failure to fear: a stage that tested nothing has failed, unless a pattern was asked for.
    const isEmpty = result.passed + result.failed === 0 && !options.grep;
    const failed = isEmpty ? 1 : result.failed;
    const state = failed === 0 ? "passed" : "failed";
    if (failed > 0) console.log(isEmpty ? "  No test was found." : result.output);
    console.log(
      `  ${result.passed} passed, ${failed} failed (${seconds(since).toFixed(1)} s)`.replace(/^/, `${state}: `),
    );
    rows.push({ name, state, passed: result.passed, failed, seconds: seconds(since) });
  }
  tally = readTally(process.env.STRIPE_SANDBOX_TALLY);
  const ranAll = rows.some(({ name, state }) => name === "db" && state === "passed") && !options.grep;
  if (tally || ranAll) rows.push(judgeTally(tally));
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}
for (const [name, count] of Object.entries(tally ?? {})) console.log(`${name}: ${count}`);
const { text, ok } = summary(rows);
console.log(text);
process.exitCode = ok ? 0 : 1;

/** @param {unknown} error @returns {Result} */
function asFailure(error) {
  const { message = String(error), lastLines = [] } = /** @type {Error & { lastLines?: string[] }} */ (error);
  return { passed: 0, failed: 1, output: [message, ...lastLines].join("\n") };
}
