import os from "node:os";
import path from "node:path";
import { figuresOf, renderDashboards } from "./bench/analytics/render-dashboards.mjs";
import { openRig } from "./bench/open-rig.mjs";
import { writeDashboards } from "./bench/report-part.mjs";
import { describeMachine } from "./bench/write-report.mjs";

/**
 * Measures every page of figures, the log and the writing of calls on a database of its own with 10 million calls of 500
 * tenants over 90 days, and writes its part of docs/benchmarks.md. The last lines are `name: value` pairs.
 *
 *     npm run bench:analytics            about thirteen minutes and twenty gigabytes
 *     npm run bench:analytics -- --short a million calls, writes nothing
 */
const root = path.resolve(import.meta.dirname, "..");
const isShort = process.argv.includes("--short");
const rows = isShort ? 1_000_000 : 10_000_000;
const [runs, ingestRows] = isShort ? [12, 60_000] : [40, 200_000];
const say = (/** @type {string} */ line) => console.log(line);
/** @type {(() => unknown)[]} */
const stops = [];
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => void end(130));

async function run() {
  const [busy = 0] = os.loadavg();
  if (busy > 1) say(`This machine is busy (load average ${busy.toFixed(1)}): times suffer from that.`);
  say("Starting PostgreSQL …");
  const rig = await openRig({
    ...{ root, purpose: "bench-analytics" },
    tools: ["scripts/bench/analytics/fill.ts", "scripts/bench/analytics/measure.ts"],
    settings: { shared_buffers: "512MB", max_wal_size: "8GB", checkpoint_timeout: "30min" },
  });
  stops.unshift(rig.close);
  say(`Writing ${rows.toLocaleString("en-US")} calls and counting them …`);
  const { seconds, size, ...market } = await rig.runTool("fill", { args: [String(rows)] });
  say(
    `Seconds: ${Object.entries(seconds)
      .map((each) => each.join(" "))
      .join(", ")}; log ${size.logMb} MB, counts ${size.countsMb} MB.`,
  );
  say("Opening pages, the log and its hours, then writing calls …");
  const measured = await rig.runTool("measure", {
    args: [JSON.stringify(market), String(runs), String(ingestRows)],
  });
  const [version] = await rig.sql`show server_version`;
  const machine = describeMachine({
    PostgreSQL: `${version?.server_version}, fsync on, 512 MB of shared buffers`,
    "Load average before the run": busy.toFixed(1),
  });
  const results = { rows, seconds, size, measured, machine };
  say(["", ...["pages", "filters", "hours"].flatMap((kind) => measured[kind].map(describe))].join("\n"));
  if (!isShort) writeDashboards(path.join(root, "docs", "benchmarks.md"), renderDashboards(results));
  say(["", ...figuresOf(results).map((figure) => figure.join(": "))].join("\n"));
}

/** @param {{ name: string, p50Ms: number, p95Ms: number, worstMs: number }} times */
const describe = ({ name, p50Ms, p95Ms, worstMs }) =>
  `${name.padEnd(12)} p50 ${p50Ms} ms, p95 ${p95Ms} ms, worst ${worstMs} ms`;

/** @param {number} code */
async function end(code) {
  for (let stop = stops.shift(); stop; stop = stops.shift()) await stop();
  process.exit(code);
}

try {
  await run();
  await end(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}
