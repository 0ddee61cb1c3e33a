import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { countingSettings, countRows, countStatements } from "./count-work.mjs";
import { openRig } from "./open-rig.mjs";
import { runLoad } from "./run-load.mjs";
import { startGateway } from "./start-gateway.mjs";
import { startServer } from "./start-server.mjs";

/**
 * How the database's load grows: calculated from the engine's own parameters, and one of the rows measured with a real
 * gateway, so that the calculation can be believed. Prints a Markdown table.
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
    const expected = loads.pop();
    const number = (/** @type {number} */ value) => value.toLocaleString("en-US", { maximumFractionDigits: 0 });
    const row = (/** @type {(string | number)[]} */ cells) => `| ${cells.join(" | ")} |`;
    const lines = demands.map(({ callsPerSecond, accounts, nodes }, n) => {
      const { statements, flushes, leases, polls, rows, statementsPerCall } = loads[n];
      const parts = [statements, flushes, leases, polls, rows].map(number);
      return row([number(callsPerSecond), number(accounts), nodes, ...parts, statementsPerCall.toFixed(4)]);
    });
    const titles = ["calls/s", "active accounts", "gateways", "statements/s", "flushes", "leases", "polls", "rows/s"];
    console.log(row([...titles, "statements a call"]));
    console.log(row(Array(titles.length + 1).fill("--:")));
    console.log(lines.join("\n"));
    console.log(`\nParameters of the engine: ${JSON.stringify(settings)}`);
    const { callsPerSecond, accounts } = measuredDemand;
    console.log(`Measured at ${callsPerSecond} calls/s, ${accounts} accounts, one gateway:`);
    console.log(
      `statements/s: ${measured.statements.toFixed(1)} measured, ${expected.statements.toFixed(1)} calculated`,
    );
    console.log(`rows/s: ${measured.rows.toFixed(0)} measured, ${expected.rows.toFixed(0)} calculated`);
  } finally {
    await rig.close();
  }
}

/** @param {import("./open-rig.mjs").Rig} rig */
async function measure(rig) {
  const upstream = await startServer("upstream.mjs", { args: ["{}"] });
  const address = `http://127.0.0.1:${upstream.port}`;
  const { open: keys } = await rig.runTool("prepare", { args: [JSON.stringify({ bench: address })] });
  await rig.sql.unsafe("create extension pg_stat_statements");
  const gateway = await startGateway(rig, { name: "measured", folder: path.join(rig.folder, "journal") });
  try {
    const pace = { port: gateway.port, path: "/bench/v1/search", keys, expect: 200, perSecond: 1_000, warmupMs: 0 };
    await runLoad("pace.mjs", 0, { ...pace, measureMs: 12_000 });
    await sleep(1_500);
    const before = { statements: await countStatements(rig), rows: await countRows(rig) };
    await runLoad("pace.mjs", 0, { ...pace, measureMs: measuredMs });
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
