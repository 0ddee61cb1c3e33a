import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { startInstance } from "./bench/instance.mjs";
import { startNginx } from "./bench/nginx.mjs";
import { canPin, pin, pinned, residentMiB } from "./bench/processors.mjs";
import { runChild } from "./supervisor/run-child.mjs";
import { temporaryFolder } from "./supervisor/temporary-folder.mjs";

/**
 * Measures the gateway against a bare Node server and nginx in one run, so that ratios hold on a noisy machine: what is
 * measured has one processor, load generator, upstream and database the other. The last lines are `name: value` pairs.
 *
 *     npm run bench            about two minutes
 *     npm run bench -- --short
 */
const root = path.resolve(import.meta.dirname, "..");
const isShort = process.argv.includes("--short");
const load = { connections: 32, warmupMs: isShort ? 500 : 2_000, measureMs: isShort ? 1_500 : 6_000 };
const measured = 1;
const rest = 0;
/** @type {[string, string | number][]} */
const figures = [];
/** @type {(() => unknown)[]} */
const stops = [];

/** @param {string} name @param {{ port: number, path: string, headers?: Record<string, string>, expect: number }} call */
async function measure(name, { expect, ...call }) {
  const command = pinned(rest, [
    process.execPath,
    path.join(root, "scripts/bench/load.mjs"),
    JSON.stringify({ headers: {}, ...call, ...load }),
  ]);
  const result = JSON.parse(
    await runChild(command[0] ?? "", command.slice(1), { what: name, cwd: root, env: clean() }),
  );
  const wrong = Object.entries(result.statuses).filter(([status]) => Number(status) !== expect);
  if (wrong.length > 0) throw new Error(`${name}: expected only ${expect}, got ${JSON.stringify(result.statuses)}`);
  figures.push(
    [`${name}_calls_per_s`, result.callsPerSecond],
    [`${name}_p50_ms`, result.p50Ms],
    [`${name}_p99_ms`, result.p99Ms],
  );
  console.log(`${name.padEnd(18)} ${result.callsPerSecond} calls/s   p50 ${result.p50Ms} ms   p99 ${result.p99Ms} ms`);
  return result.callsPerSecond;
}

/** The operator's own settings must not steer a measurement. */
function clean() {
  const { DATABASE_URL: _url, FAREGATE_MODE: _mode, ...env } = process.env;
  return /** @type {Record<string, string>} */ (env);
}

async function run() {
  const data = temporaryFolder("bench");
  stops.push(() => fs.rmSync(data, { recursive: true, force: true }));
  console.log("Starting Faregate (cold, then warm) …");
  const cold = await startInstance(root, data, clean());
  await cold.stop();
  const faregate = await startInstance(root, data, clean());
  stops.unshift(faregate.stop);
  figures.push(["warm_start_s", (faregate.startMs / 1000).toFixed(1)]);

  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const [portal, gateway] = [faregate.pid("portal"), faregate.pid("gateway")];
  figures.push(
    ["idle_portal_mib", residentMiB(portal)],
    ["idle_gateway_mib", residentMiB(gateway)],
    ["idle_portal_and_gateway_mib", residentMiB(portal) + residentMiB(gateway)],
  );
  const keys = await prepare(data, faregate.ports);
  const upstream = Number(keys.upstreamPort);
  for (const name of ["worker", "demo-upstream"]) pin(faregate.pid(name), rest);
  pin(gateway, measured);
  const bearer = (/** @type {string} */ key) => ({ Authorization: `Bearer ${key}` });

  const bare = spawn(pinned(measured, [process.execPath])[0] ?? "", [
    ...pinned(measured, [process.execPath]).slice(1),
    path.join(root, "scripts/bench/bare-server.mjs"),
  ]);
  stops.unshift(() => bare.kill());
  const barePort = Number(await new Promise((resolve) => bare.stdout.once("data", resolve)));
  const barePerSecond = await measure("bare_node", { port: barePort, path: "/", expect: 402 });
  bare.kill();

  const direct = await measure("upstream_direct", { port: upstream, path: "/v1/ping", expect: 200 });
  const nginx = await startNginx({ folder: path.join(data, "nginx"), upstreamPort: upstream, processor: measured });
  if (nginx) stops.unshift(nginx.stop);
  const nginxPerSecond = nginx
    ? await measure("nginx_proxy_pass", { port: nginx.port, path: "/v1/ping", expect: 200 })
    : null;
  nginx?.stop();

  const { gateway: gatewayPort, portal: portalPort } = faregate.ports;
  const free = { path: "/bench/v1/ping", headers: bearer(keys.open), expect: 200 };
  const metered = { path: "/bench/v1/search", headers: bearer(keys.open), expect: 200 };
  const spent = { path: "/bench/v1/search", headers: bearer(keys.spent), expect: 402 };
  const refusing = await measure("gateway_refuse_402", { port: gatewayPort, ...spent });
  const unmetered = await measure("gateway_proxy_free", { port: gatewayPort, ...free });
  const proxying = await measure("gateway_proxy_metered", { port: gatewayPort, ...metered });
  pin(gateway, rest);
  pin(portal, measured);
  await measure("next_door_refuse_402", { port: portalPort, ...spent, path: `/gateway${spent.path}` });
  await measure("next_door_proxy_metered", { port: portalPort, ...metered, path: `/gateway${metered.path}` });

  const ratio = (/** @type {number} */ a, /** @type {number | null} */ b) => (b ? (a / b).toFixed(3) : "not measured");
  figures.push(
    ["ratio_refuse_to_bare_node", ratio(refusing, barePerSecond)],
    ["ratio_proxy_free_to_nginx", ratio(unmetered, nginxPerSecond)],
    ["ratio_proxy_metered_to_nginx", ratio(proxying, nginxPerSecond)],
    ["ratio_proxy_metered_to_upstream_direct", ratio(proxying, direct)],
    ["pinned", canPin ? "yes" : "no"],
    ["node", process.version],
  );
}

/** Tenants without a rate limit: one whose quota never ends, one that has none left. @param {string} data @param {{ portal: number, gateway: number }} ports */
async function prepare(data, ports) {
  const secrets = JSON.parse(fs.readFileSync(path.join(data, "secrets.json"), "utf8"));
  const output = await runChild(process.execPath, [path.join(root, "dist/bench-prepare.js")], {
    what: "Preparing the tenants of the measurement",
    cwd: root,
    env: {
      ...clean(),
      ...secrets,
      PGHOST: path.join(data, "run"),
      PGPORT: "5432",
      PGUSER: "faregate",
      PGDATABASE: "faregate",
      PORTAL_URL: `http://localhost:${ports.portal}`,
      GATEWAY_URL: `http://localhost:${ports.gateway}`,
      NEXTAUTH_URL: `http://localhost:${ports.portal}`,
      UPSTREAM_ALLOWED_RANGES: "127.0.0.0/8",
      FAREGATE_SERVICE: "tool",
      LOG_LEVEL: "warn",
    },
  });
  return JSON.parse(output.trim().split("\n").at(-1) ?? "{}");
}

try {
  const esbuild = path.join(root, "node_modules/esbuild/bin/esbuild");
  const bundle = ["--bundle", "--platform=node", "--format=esm", "--target=node20", "--packages=external"];
  const built = spawnSync(process.execPath, [
    esbuild,
    path.join(root, "scripts/bench/prepare.ts"),
    ...bundle,
    "--log-level=error",
    `--outfile=${path.join(root, "dist/bench-prepare.js")}`,
  ]);
  if (built.status !== 0) throw new Error(`The tool that prepares the tenants could not be bundled:\n${built.stderr}`);
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const stop of stops) await stop();
}
if (!process.exitCode) console.log(["", ...figures.map((figure) => figure.join(": "))].join("\n"));
