import fs from "node:fs";
import os from "node:os";
import { mostRepeats, mostStolenSeconds } from "./measure-latency.mjs";
import { median, medianRatio } from "./median.mjs";
import { readDashboards } from "./report-part.mjs";

/**
 * @typedef {{ rounds: Map<string, import("./measure-rounds.mjs").Round[]>, latency: import("./measure-latency.mjs").Latency,
 *   crowd: import("./measure-crowd.mjs").Crowd, machine: Record<string, string> }} Results
 */

/** The named figures of a run, in the order in which they are printed last. @param {Results} results @returns {[string, string][]} */
export function figuresOf({ rounds, latency, crowd }) {
  const ratio = (/** @type {string} */ a, /** @type {string} */ b) => {
    const value = medianRatio(rounds.get(a), rounds.get(b));
    return value === null ? "not measured" : value.toFixed(3);
  };
  return [
    ["proxied_over_nginx_c_upstream", ratio("gateway, C upstream", "nginx, C upstream")],
    ["over_diy_many_tenants", ratio("gateway, metered", "do it yourself")],
    ["proxied_over_nginx", ratio("gateway, metered", "nginx proxy_pass")],
    ["refused_over_bare_node", ratio("gateway, refused", "bare Node server")],
    ["over_diy", ratio("gateway, one tenant", "do it yourself, one tenant")],
    ["added_p50_ms", latency.through.addedP50Ms.toFixed(3)],
    ["added_p99_ms", latency.through.addedP99Ms.toFixed(3)],
    ["sql_per_call", latency.sqlPerCall.toFixed(4)],
    ["rss_mb_100k_keys", crowd.rssMb === null ? "not measured" : crowd.rssMb.toFixed(0)],
    ["cold_start_s_100k_keys", crowd.coldStartS.toFixed(2)],
  ];
}

/** What was demanded of each figure, as it stands in the table. */
const targets = {
  proxied_over_nginx_c_upstream: ["", ""],
  over_diy_many_tenants: ["", ""],
  proxied_over_nginx: ["≥ 0.40", "≥ 0.50"],
  refused_over_bare_node: ["≥ 0.45", "≥ 0.60"],
  over_diy: ["≥ 5", "≥ 10"],
  added_p50_ms: ["≤ 1", "≤ 0.3"],
  added_p99_ms: ["≤ 5", "≤ 2"],
  sql_per_call: ["≤ 0.02", ""],
  rss_mb_100k_keys: ["≤ 300", "≤ 200"],
  cold_start_s_100k_keys: ["≤ 2", "≤ 1"],
};

const meanings = {
  proxied_over_nginx_c_upstream: "the same in front of an upstream written in C, which bounds neither",
  proxied_over_nginx:
    "metered calls/s through the gateway ÷ calls/s through nginx `proxy_pass`, in front of a Node upstream",
  refused_over_bare_node: "refused calls/s (402) ÷ calls/s of a bare Node HTTP server",
  over_diy: "calls/s of one busy tenant ÷ those through the server that people build themselves",
  over_diy_many_tenants: "the same with 32 tenants at once, so that no row of that server is contended",
  added_p50_ms: "latency added at 1,000 calls/s, median, ms",
  added_p99_ms: "latency added at 1,000 calls/s, 99th percentile, ms",
  sql_per_call: "SQL statements a call at 1,000 calls/s",
  rss_mb_100k_keys: "resident memory with all keys known, MB",
  cold_start_s_100k_keys: "from the start of the process to the first metered answer, s",
};

/** What this ran on; nothing in it names the machine. @param {Record<string, string>} versions */
export function describeMachine(versions) {
  const [cpu] = os.cpus();
  return {
    Date: new Date().toISOString().slice(0, 10),
    Processor: `${cpu?.model.trim() ?? "unknown"}, ${os.availableParallelism()} cores seen by the run`,
    Memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    System: `${os.type()} ${os.release()}`,
    "Node.js": process.versions.node,
    ...versions,
  };
}

/** The run as a Markdown page. @param {Results} results */
export function renderReport(results) {
  const { rounds, latency, crowd, machine } = results;
  const number = (/** @type {number | null} */ value, digits = 0) =>
    value === null || Number.isNaN(value) ? "–" : value.toLocaleString("en-US", { maximumFractionDigits: digits });
  const row = (/** @type {(string | number)[]} */ cells) => `| ${cells.join(" | ")} |`;
  const perSubject = [...rounds].map(([name, list]) => {
    const speeds = list.map((round) => round.callsPerSecond);
    const middle = (/** @type {(round: typeof list[number]) => number | null} */ of) => median(list.map(of));
    return row([
      ...[
        name,
        number(middle((r) => r.callsPerSecond)),
        `${number(Math.min(...speeds))} – ${number(Math.max(...speeds))}`,
      ],
      ...[
        number(
          middle((r) => r.p50Ms),
          2,
        ),
        number(
          middle((r) => r.p99Ms),
          2,
        ),
        number(
          middle((r) => r.usPerCall),
          1,
        ),
      ],
    ]);
  });
  const figures = figuresOf(results).map(([name, value]) => {
    const key = /** @type {keyof typeof meanings} */ (name);
    return row([`\`${name}\``, meanings[key], `**${value}**`, ...targets[key]]);
  });
  return `# Benchmarks

Written by \`npm run bench\`; no figure here is typed by hand. Everything was measured in one run, each subject in turn and
round after round, so that only ratios within the run are claimed. What is measured has one processor core; the load, the
upstream and PostgreSQL share the other.

${[row(["Figure", "What", "Measured", "Must", "Aim"]), row(["---", "---", "---", "---", "---"]), ...figures].join("\n")}

## Calls a second on one core

Median of ${[...rounds.values()][0]?.length ?? 0} rounds, closed loop over kept connections. Between two subjects the first ends what its calls left it to do, such
as what it still has to tell the database, and so does the database; what the first does then is in what a call costs it,
and neither is in what the next one is measured with.

${[row(["Subject", "calls/s", "range", "p50 ms", "p99 ms", "processor µs a call"]), row(["---", "--:", "--:", "--:", "--:", "--:"]), ...perSubject].join("\n")}

- **do it yourself**: Fastify, one \`UPDATE … RETURNING\` and one \`INSERT\` a call over a pool of 32 connections to the same
  PostgreSQL, undici to the upstream; each connection of the load has a tenant of its own, so that no row is contended.
- **one tenant**: all connections call for one tenant, whose quota is one row there and a lease here.
- **gateway, metered**: the same tenants under a hard quota; every call is reserved, journalled, forwarded and counted.
- **gateway, refused**: a tenant without units left; the answer is the whole 402 body.
- **upstream, direct**: a bare Node HTTP server, without anything between: what load and upstream can do on their core.
- **C upstream**: nginx with a fixed answer, in front of which the proxy itself is the only bound.

## Latency at ${number(latency.calls / 1_000)},000 calls in an open loop

${[
  row(["", "p50 ms", "p99 ms", "added p50 ms", "added p99 ms"]),
  row(["---", "--:", "--:", "--:", "--:"]),
  row(["direct", number(latency.direct.p50Ms, 3), number(latency.direct.p99Ms, 3), "", ""]),
  ...Object.entries({ "through nginx": latency.nginx, "through the gateway": latency.through }).flatMap(
    ([way, taken]) =>
      taken
        ? [row([way, ...[taken.p50Ms, taken.p99Ms, taken.addedP50Ms, taken.addedP99Ms].map((ms) => number(ms, 3))])]
        : [],
  ),
].join("\n")}

Calls leave by a timetable of 1,000 a second and are timed from the instant at which they were due. Each way takes its turn
in each of ${latency.rounds} rounds of ${number(latency.callsARound)} calls, whose first second
only warms up, as did a whole round before them; a figure is the median of the rounds, and what a way adds is counted within each
round, against the direct way a moment before. PostgreSQL shares the core of load and upstream only here: they
${latency.isAhead ? "go before it (SCHED_RR), so that it runs when they rest" : "could not be put before it on this system, so that what they wait for it is in these figures"}; a checkpoint before the first round leaves it log
files to write over, as it has in service, and none falls into the rounds. Rounds in which the host kept more than ${mostStolenSeconds} s of
processor time from this machine were repeated: ${latency.repeats} of them${latency.repeats < mostRepeats ? "" : ", as many as may be"}. Meanwhile the gateway sent ${number(latency.statements)} SQL statements for ${number(latency.calls)} calls (\`pg_stat_statements\`).

## Many keys

${number(crowd.keys)} keys of ${number(crowd.tenants)} tenants. A gateway started cold answered its first metered call after
${crowd.coldStartS.toFixed(2)} s. Meeting every key once took ${number(crowd.touchS, 1)} s; then it held ${number(crowd.rssMb)} MB, and calling
with keys it had met cost ${crowd.statementsPerKnownKey.toFixed(3)} statements a call.

## The machine

${[row(["", ""]), row(["---", "---"]), ...Object.entries(machine).map((entry) => row(entry))].join("\n")}

## Run it

\`\`\`
npm run bench               # about seven minutes, writes this page
npm run bench -- --short    # about two minutes, writes nothing
\`\`\`
`;
}

/** Leaves the part about dashboards, which its own run writes, as it was. @param {string} file @param {Results} results */
export function writeReport(file, results) {
  const dashboards = readDashboards(file);
  fs.writeFileSync(file, `${renderReport(results)}${dashboards && `\n${dashboards}`}`);
}
