import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { countingSettings, countRows, countStatements } from "./count-work.mjs";
import { openRig } from "./open-rig.mjs";
import { runLoad } from "./run-load.mjs";
import { startGateway } from "./start-gateway.mjs";
import { startServer } from "./start-server.mjs";

/**
 * How the database's load grows: calculated from the engine's own parameters, and one of the rows measured with a real
 * gateway, so that the calculation can be believed. Writes docs/growth.md.
 *
 *     npm run growth
 */
const root = path.resolve(import.meta.dirname, "../..");
const measuredMs = 20_000;
const measuredDemand = { callsPerSecond: 1_000, accounts: 32, nodes: 1 };
const demands = [100, 1_000, 10_000, 50_000].flatMap((callsPerSecond) =>
  [100, 1_000, 10_000].flatMap((accounts) => [1, 4, 16].map((nodes) => ({ callsPerSecond, accounts, nodes }))),
);

async function run() {
  const tools = ["scripts/bench/prepare.ts", "scripts/bench/estimate.ts"];
  const rig = await openRig({ root, purpose: "growth", tools, settings: countingSettings });
  try {
    const args = [JSON.stringify([...demands, measuredDemand])];
    const { settings, loads } = await rig.runTool("estimate", { args });
    const measured = await measure(rig);
    const page = render(settings, loads, measured);
    fs.writeFileSync(path.join(root, "docs", "growth.md"), page);
    console.log(page);
  } finally {
    await rig.close();
  }
}

/**
 * @param {Record<string, number>} settings @param {import("./estimate-load").DatabaseLoad[]} loads the last is `measuredDemand`'s
 * @param {{ statements: number, rows: number }} measured
 */
function render(settings, loads, measured) {
  const number = (/** @type {number} */ value) => value.toLocaleString("en-US", { maximumFractionDigits: 0 });
  const row = (/** @type {(string | number)[]} */ cells) => `| ${cells.join(" | ")} |`;
  const lines = demands.map(({ callsPerSecond, accounts, nodes }, n) => {
    const load = loads[n];
    if (!load) throw new Error("A row of the table was not calculated.");
    const parts = [load.statements, load.flushes, load.leases, load.polls, load.rows].map(number);
    return row([number(callsPerSecond), number(accounts), nodes, ...parts, load.statementsPerCall.toFixed(4)]);
  });
  const columns = [
    "calls/s",
    "active accounts",
    "gateways",
    "statements/s",
    "flushes/s",
    "leases/s",
    "polls/s",
    "rows/s",
  ];
  const expected = loads.at(-1);
  const checked = [
    ["statements/s", measured.statements.toFixed(1), expected?.statements.toFixed(1) ?? ""],
    ["rows written/s", number(measured.rows), number(expected?.rows ?? 0)],
  ];
  return `# How the database's load grows

Written by \`npm run growth\`. Calculated from the engine's own parameters: outcomes are flushed every
${settings.flushEveryMs} ms or ${settings.flushBatch} at a time, a lease is renewed at a third of its ${number((settings.ttlMs ?? 0) / 1_000)} s, the change feed is polled
every ${settings.pollEveryMs} ms. Statements grow with gateways and with active accounts (a tenant's meter in its period, in use now), and
hardly with calls; rows grow with calls, because each call leaves an event, a draw and a line of the request log, written
in bulk. The worst case is assumed: every gateway meets every account.

${[row([...columns, "statements a call"]), row(Array(columns.length + 1).fill("--:")), ...lines].join("\n")}

## Measured against it

One gateway, ${number(measuredDemand.accounts)} accounts, ${number(measuredDemand.callsPerSecond)} calls/s for ${measuredMs / 1_000} s, on a real PostgreSQL:

${[row(["", "measured", "calculated"]), row(["---", "--:", "--:"]), ...checked.map(row)].join("\n")}
`;
}

/** @param {import("./open-rig.mjs").Rig} rig */
async function measure(rig) {
  const upstream = await startServer("upstream.mjs", { args: ["{}"] });
  const address = `http://127.0.0.1:${upstream.port}`;
  const { open: keys } = await rig.runTool("prepare", { args: [JSON.stringify({ bench: address })] });
  await rig.sql.unsafe("create extension pg_stat_statements");
  const gateway = await startGateway(rig, { name: "measured", folder: path.join(rig.folder, "journal") });
  try {
    const pace = { port: gateway.port, path: "/bench/v1/search", keys, perSecond: 1_000, warmupMs: 0 };
    await runLoad("pace.mjs", 0, { ...pace, measureMs: 12_000 });
    await sleep(1_500);
    const before = { statements: await countStatements(rig), rows: await countRows(rig) };
    await runLoad("pace.mjs", 0, { ...pace, expect: 200, measureMs: measuredMs });
    const statements = (await countStatements(rig)) - before.statements;
    await sleep(1_500);
    const rows = (await countRows(rig)) - before.rows;
    return { statements: statements / (measuredMs / 1_000), rows: rows / (measuredMs / 1_000) };
  } finally {
    await gateway.stop();
    upstream.stop();
  }
}

await run();
