import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { openWorkers } from "./simulate/open-workers.mjs";
import { readOptions } from "./simulate/read-options.mjs";
import { installPackages } from "./supervisor/install.mjs";
import { removeAbandonedFolders, temporaryFolder } from "./supervisor/temporary-folder.mjs";

/**
 * Lives of a small world: three nodes with the real metering core and journal, a model of the store, and everything that
 * can go wrong. First safety with faults, then liveness without, then the books; and the planted defects must be found.
 * The last lines are `seeds`, `planted_bugs_found` and `failures`.
 *
 *     npm run simulate                        10,000 seeds and all planted defects
 *     npm run simulate -- --seeds=1000000     a long run
 *     npm run simulate -- --seed=42           one seed again, with its story
 */
const root = path.resolve(import.meta.dirname, "..");
const { seeds, seed, from } = readOptions(process.argv.slice(2));
await installPackages(root);
await removeAbandonedFolders();
const temporary = temporaryFolder("simulate");
const workers = await openWorkers(root, temporary, Math.max(1, Math.min(os.availableParallelism(), 16)));
try {
  process.exitCode = seed === null ? await simulate() : await tell(seed);
} finally {
  await workers.close();
  fs.rmSync(temporary, { recursive: true, force: true });
}

/** @returns {Promise<number>} exit code */
async function simulate() {
  const chunk = 50;
  /** @type {import("./simulate/open-workers.mjs").Failure[]} */
  const failures = [];
  let done = 0;
  const startedAt = performance.now();
  const searches = Array.from({ length: workers.defects }, (_, index) =>
    workers.ask({ kind: "defects", from: index, to: index + 1, mostSeeds: 10_000 }),
  );
  const runs = [];
  for (let at = from; at < from + seeds; at += chunk) {
    const asked = { kind: "seeds", from: at, to: Math.min(at + chunk, from + seeds) };
    const note = (/** @type {import("./simulate/open-workers.mjs").Answer} */ answer) => {
      const before = done;
      done += answer.done ?? 0;
      for (const failure of answer.failures ?? []) {
        failures.push(failure);
        console.log(`seed ${failure.seed}: ${failure.problem}`);
      }
      if (Math.floor(done / 1_000) > Math.floor(before / 1_000)) console.log(`${done} seeds`);
    };
    runs.push(workers.ask(asked).then(note));
  }
  const found = (await Promise.all(searches)).flatMap((answer) => answer.found ?? []);
  await Promise.all(runs);
  console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  for (const { name, found: first } of found)
    console.log(first ? `found with seed ${first.seed}: ${name}` : `NOT FOUND: ${name}`);
  const [firstFailure] = failures;
  if (firstFailure) console.log(`Again: npm run simulate -- --seed=${firstFailure.seed}`);
  const foundCount = found.filter(({ found: first }) => first !== null).length;
  console.log(`seeds: ${done}`);
  console.log(`planted_bugs_found: ${foundCount}`);
  console.log(`failures: ${failures.length}`);
  return failures.length > 0 || foundCount < found.length ? 1 : 0;
}

/** @param {number} which @returns {Promise<number>} exit code */
async function tell(which) {
  const { lines = [], problems = [] } = await workers.ask({ kind: "story", seed: which });
  for (const line of lines) console.log(line);
  for (const problem of problems) console.log(problem);
  console.log("seeds: 1");
  console.log("planted_bugs_found: 0");
  console.log(`failures: ${problems.length > 0 ? 1 : 0}`);
  return problems.length > 0 ? 1 : 0;
}
