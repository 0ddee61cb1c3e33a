import os from "node:os";
import path from "node:path";
import { countingSettings, countStatements } from "./bench/count-work.mjs";
import { measureCrowd } from "./bench/measure-crowd.mjs";
import { measureLatency } from "./bench/measure-latency.mjs";
import { measureRounds, warmUp } from "./bench/measure-rounds.mjs";
import { nginxVersion } from "./bench/nginx.mjs";
import { openRig } from "./bench/open-rig.mjs";
import { canPin, goAhead, pin, pinned } from "./bench/processors.mjs";
import { startBaselines } from "./bench/start-baselines.mjs";
import { startGateway } from "./bench/start-gateway.mjs";
import { startUpstreams } from "./bench/start-upstreams.mjs";
import { describeMachine, figuresOf, writeReport } from "./bench/write-report.mjs";

/**
 * Measures the gateway against nginx, a bare Node server and the server that people build themselves, in one run, and
 * writes docs/benchmarks.md. The last lines are `name: value` pairs.
 *
 *     npm run bench            about seven minutes
 *     npm run bench -- --short
 */
const root = path.resolve(import.meta.dirname, "..");
const isShort = process.argv.includes("--short");
const rounds = isShort ? 1 : 5;
const measured = 1;
const rest = 0;
const say = (/** @type {string} */ line) => console.log(line);
const wrap = (/** @type {string[]} */ command) => pinned(measured, command);
/** @type {(() => unknown)[]} */
const stops = [];
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => void end(130));

async function run() {
  const [busy = 0] = os.loadavg();
  if (busy > 1) say(`This machine is busy (load average ${busy.toFixed(1)}): even ratios suffer from that.`);
  say("Starting PostgreSQL, the gateway and what it is compared with …");
  const rig = await openRig({
    ...{ root, purpose: "bench", tools: ["scripts/bench/prepare.ts", "scripts/bench/prepare-crowd.ts"] },
    settings: { ...countingSettings, shared_buffers: "256MB", max_wal_size: "4GB" },
  });
  stops.unshift(rig.close);
  await rig.sql.unsafe("create extension pg_stat_statements");
  const upstreams = await startUpstreams(rig, rest);
  stops.unshift(upstreams.stop);
  const { bench, swift } = upstreams;
  const addresses = Object.entries({ bench, swift }).flatMap(([slug, server]) =>
    server ? [[slug, `http://127.0.0.1:${server.port}`]] : [],
  );
  const keys = await rig.runTool("prepare", { args: [JSON.stringify(Object.fromEntries(addresses))] });
  const baselines = await startBaselines(rig, { keys: keys.open, upstreams, processor: measured });
  stops.unshift(baselines.stop);
  const { bare, nginx, swiftNginx, diy } = baselines;
  pin(rig.databasePid(), rest);
  const gateway = await startGateway(rig, { name: "measured", folder: path.join(rig.folder, "journal"), wrap });
  stops.unshift(gateway.stop);

  const metered = { port: gateway.port, path: "/bench/v1/search", keys: keys.open, expect: 200 };
  const oneKey = keys.open.slice(0, 1);
  const direct = { port: bench.port, path: "/v1/search", expect: 200 };
  const subjects = [
    { name: "upstream, direct", pid: bench.pid, ...direct },
    { name: "bare Node server", pid: bare.pid, port: bare.port, path: "/", expect: 402 },
    ...(nginx ? [{ ...direct, name: "nginx proxy_pass", pid: nginx.pid, port: nginx.port }] : []),
    { name: "gateway, metered", pid: gateway.pid, ...metered },
    { name: "gateway, refused", pid: gateway.pid, ...metered, keys: keys.spent, expect: 402 },
    { name: "gateway, free route", pid: gateway.pid, ...metered, path: "/bench/v1/ping" },
    { name: "do it yourself", pid: diy.pid, ...metered, port: diy.port },
    { name: "gateway, one tenant", pid: gateway.pid, ...metered, keys: oneKey },
    { name: "do it yourself, one tenant", pid: diy.pid, ...metered, keys: oneKey, port: diy.port },
    ...(swiftNginx
      ? [
          { ...direct, name: "nginx, C upstream", pid: swiftNginx.pid, port: swiftNginx.port },
          { name: "gateway, C upstream", pid: gateway.pid, ...metered, path: "/swift/v1/search" },
        ]
      : []),
  ];
  const load = { connections: 32, warmupMs: isShort ? 300 : 600, measureMs: isShort ? 1_000 : 2_000 };
  const where = { processor: rest, databasePid: rig.databasePid() };
  await warmUp(subjects, { connections: load.connections, ...where });
  say(`Calls a second, ${rounds} rounds …`);
  const speeds = await measureRounds(subjects, { rounds, ...where, say, ...load });
  say("Latency at 1,000 calls/s …");
  // In service the database has a machine of its own, and writes over log files that it has made long ago.
  const isAhead = goAhead(bench.pid);
  await rig.sql`checkpoint`;
  const pace = { isAhead, perSecond: 1_000, warmupMs: 1_000, measureMs: isShort ? 3_000 : 6_000 };
  const latency = await measureLatency(
    { direct, nginx: nginx && { ...direct, port: nginx.port }, through: { ...metered, pid: gateway.pid } },
    { rounds, ...where, countStatements: () => countStatements(rig), say, ...pace },
  );
  await gateway.stop();
  const tenants = isShort ? 500 : 10_000;
  say(`A gateway among ${tenants * 10} keys …`);
  const { planVersionId, open } = keys;
  const crowd = await measureCrowd(rig, { tenants, planVersionId, keys: open, wrap, processor: rest });

  const [version] = await rig.sql`show server_version`;
  const machine = describeMachine({
    PostgreSQL: `${version?.server_version}, fsync on`,
    "Load average before the run": busy.toFixed(1),
    nginx: nginxVersion() ?? "not installed: its ratio was not measured",
    Cores: canPin ? "what is measured pinned to one, all else to another" : "not pinned: there is one, or no taskset",
  });
  const results = { rounds: speeds, latency, crowd, machine };
  if (!isShort) writeReport(path.join(root, "docs", "benchmarks.md"), results);
  const named = figuresOf(results).map(([name, value]) => [
    name,
    isShort && name.endsWith("_100k_keys") ? "not measured" : value,
  ]);
  say(["", ...named.map((figure) => figure.join(": "))].join("\n"));
}

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
