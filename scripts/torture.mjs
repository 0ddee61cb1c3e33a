import path from "node:path";
import { openRig } from "./bench/open-rig.mjs";
import { startServer } from "./bench/start-server.mjs";
import { startService } from "./bench/start-service.mjs";
import { compare } from "./torture/compare.mjs";
import { describeRun } from "./torture/describe-run.mjs";
import { nextPrime } from "./torture/next-prime.mjs";
import { offerCalls } from "./torture/offer-calls.mjs";
import { openFleet } from "./torture/open-fleet.mjs";
import { readExecutions } from "./torture/read-executions.mjs";
import { readLedger } from "./torture/read-ledger.mjs";
import { readOptions } from "./torture/read-options.mjs";
import { runFaults } from "./torture/run-faults.mjs";
import { seededRandom } from "./torture/seeded-random.mjs";
import { sellTheRest } from "./torture/sell-the-rest.mjs";

/**
 * Real gateways, a real database and real disks under everything that can go wrong, and then the books: what the upstream
 * did against what the ledger, the callers and the request log say. The last lines are `name: value` pairs; each of the
 * last four must be 0.
 *
 *     npm run torture                  about a minute and a half
 *     npm run torture -- --short       twenty seconds
 *     npm run torture -- --minutes=10 --seed=7
 */
const root = path.resolve(import.meta.dirname, "..");
const { seconds, leaseTtlMs, unitsPerSecond, seed } = readOptions(process.argv.slice(2));
const random = seededRandom(seed);
const say = (/** @type {string} */ line) => console.log(line);
/** @type {(() => unknown)[]} */
const stops = [];
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => void end(130));

async function run() {
  say(`Seed ${seed}: PostgreSQL, three gateways and an upstream, ${seconds} s of faults …`);
  const rig = await openRig({
    root,
    purpose: "torture",
    tools: ["scripts/torture/prepare.ts", "scripts/torture/check.ts"],
  });
  stops.unshift(rig.close);
  const log = path.join(rig.folder, "executions.log");
  const upstream = await startServer(path.join(root, "scripts/torture/upstream.mjs"), { args: [log] });
  stops.unshift(upstream.stop);
  const limits = {
    hard: nextPrime(seconds * unitsPerSecond),
    varied: nextPrime(seconds * unitsPerSecond * 2),
    credits: nextPrime((seconds * unitsPerSecond) / 3),
  };
  const address = `http://127.0.0.1:${upstream.port}`;
  const world = await rig.runTool("prepare", { args: [address, JSON.stringify(limits)] });
  const worker = await startService({
    ...{ bundle: rig.bundle("worker"), cwd: root, name: "worker", env: rig.env("fg_worker") },
  });
  stops.unshift(worker.stop);
  const settings = { LEASE_TTL_MS: String(leaseTtlMs) };
  const fleet = await openFleet(rig, {
    count: 3,
    envOf: (n) => (n === 2 ? { ...settings, JOURNAL_MAX_MB: "4" } : settings),
  });
  stops.unshift(fleet.destroy);

  /** @type {import("./torture/offer-calls.mjs").Kind[]} */
  const kinds = Object.entries(world.kinds).map(([name, kind]) => ({ name, ...kind }));
  const [hard, varied, credits] = ["hard", "varied", "credits"].map((name) => kinds.find((kind) => kind.name === name));
  if (!hard || !varied || !credits) throw new Error("The tenants of the run are not complete.");
  hard.total = limits.hard * 1.3;
  varied.total = (limits.varied / 5) * 1.3;
  credits.total = limits.credits * 1.3;
  const [answers, faults] = await Promise.all([
    offerCalls({ nodes: fleet.nodes, kinds, concurrency: 64, seconds, random }),
    runFaults(rig, fleet, { seconds, leaseTtlMs, random, say }),
  ]);
  say("Selling what is left, without faults …");
  const limited = [hard, varied, credits].map(({ total: _, ...kind }) => kind);
  const rest = await sellTheRest({
    ...{ sql: rig.sql, nodes: fleet.nodes, kinds: limited, patienceMs: 15_000 + leaseTtlMs, random },
    tenantOf: (name) => world.kinds[name].tenantId,
    leftOver: { varied: world.varyingCap - 1, credits: world.creditMicroPerUnit - 1 },
  });
  for (const [name, after] of rest.soldOut) say(`  ${name} sold out after ${after.toFixed(1)} s`);
  answers.push(...rest.answers);
  const ends = await fleet.stop();
  await worker.stop();

  say("Comparing upstream, ledger, callers and request log …\n");
  const executions = readExecutions(log);
  const ledger = await readLedger(rig.sql);
  const isVarying = (/** @type {string} */ tenantId) => tenantId === world.kinds.varied.tenantId;
  const verdict = compare({ executions, ledger, answers, isVarying, varyingCap: world.varyingCap });
  const rules = await rig.runTool("check");
  const differences = [
    ...verdict.differences,
    ...rest.unsold,
    ...fleet.surprises,
    ...ends.flatMap(({ name, code, complaints }) =>
      code === 0 ? [] : [`${name} did not stop in order (exit code ${code}): ${complaints}`],
    ),
    ...rules.flatMap(
      (/** @type {{ rule: string, ok: boolean, findings: { text: string }[] }} */ { rule, ok, findings }) =>
        ok ? [] : [`the ledger's rule ${rule} is broken: ${findings.map(({ text }) => text).join("; ")}`],
    ),
  ];

  const cuts = fleet.nodes.reduce((sum, { proxy }) => sum + proxy.cuts.after, 0);
  const cutsBefore = fleet.nodes.reduce((sum, { proxy }) => sum + proxy.cuts.before, 0);
  const refused = answers.filter(({ status }) => [402, 403, 429, 503].includes(status)).length;
  say(describeRun({ kinds: world.kinds, answers, ledger }));
  say("");
  for (const difference of differences.slice(0, 20)) say(`! ${difference}`);
  if (differences.length > 0) for (const { name, complaints } of ends) say(`${name} said: ${complaints}`);
  const torn = Object.entries(faults.torn).map(([what, times]) => `${what} ${times}×`);
  const pairs = {
    gateways_killed: faults.kills,
    slowest_start_s: (Math.max(...fleet.startsMs) / 1_000).toFixed(1),
    journals_torn: torn.join(", ") || 0,
    database_crashes: faults.crashes,
    frozen_past_a_lease: faults.freezes,
    cut_off_from_the_database: faults.outages,
    statements_cut_after_commit: cuts,
    statements_cut_before: cutsBefore,
    refused,
    journal_full_answers: answers.filter(({ code }) => code === "temporary_reduced_capacity").length,
    ledger_events: ledger.events.length,
    in_doubt: verdict.inDoubt,
    offered: answers.length,
    served: executions.size,
    oversold: verdict.oversold,
    lost: verdict.lost,
    doubled: verdict.doubled,
    differences: differences.length,
  };
  say(
    Object.entries(pairs)
      .map((pair) => pair.join(": "))
      .join("\n"),
  );
  return verdict.oversold + verdict.lost + verdict.doubled + differences.length === 0 ? 0 : 1;
}

/** @param {number} code */
async function end(code) {
  for (let stop = stops.shift(); stop; stop = stops.shift()) await stop();
  process.exit(code);
}

try {
  await end(await run());
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
  await end(1);
}
