import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { grantRoles } from "@/db/grant-roles";
import { env } from "@/lib/env";
import { nodeDoor } from "@/lib/gateway/server/node-door";
import { mintKey } from "@/lib/keys/key-format";
import { eventually } from "@/tests/gateway/call";
import { listen, openTestEngine, openWorld } from "@/tests/gateway/world";

const require = createRequire(import.meta.url);
const world = await openWorld();
const running: ChildProcess[] = [];
const folder = await mkdtemp(path.join(tmpdir(), "faregate-process-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** The gateway as its own process, as `npm start` runs it. */
async function startGateway(port: number) {
  const child = spawn(process.execPath, ["--import", require.resolve("tsx"), "scripts/gateway.ts"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      GATEWAY_PORT: String(port),
      JOURNAL_FOLDER: path.join(folder, String(port)),
      FAREGATE_SERVICE: "gateway",
      LOG_LEVEL: "debug",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return {
    child,
    exited: once(child, "exit") as Promise<[number | null]>,
    output: () => output,
    url: `http://127.0.0.1:${port}`,
  };
}
const isReady = (url: string) => () =>
  fetch(`${url}/readyz`).then(
    (response) => response.status,
    () => 0,
  );

describe("the gateway process", () => {
  it("serves, lets running calls end when told to stop, loses no row, and writes no key to its log", {
    timeout: 180_000,
  }, async () => {
    const gateway = await startGateway(await freePort());
    await eventually(isReady(gateway.url), (status) => status === 200, 90_000);
    const tenant = await world.newTenant();
    const stranger = mintKey("live");
    expect((await fetch(`${gateway.url}/northlight/v1/search`, { headers: tenant.auth })).status).toBe(200);
    await fetch(`${gateway.url}/northlight/v1/search?k=${stranger}`, {
      headers: { authorization: `Bearer ${stranger}` },
    });
    await fetch(`${gateway.url}/northlight/v1/status/402`, { headers: tenant.auth });
    await fetch(`${gateway.url}/northlight/v1/break/reset`, { headers: tenant.auth });

    const running = fetch(`${gateway.url}/northlight/v1/slow?ms=1500`, { headers: tenant.auth });
    await eventually(
      () => world.upstream.calls.get("GET /v1/slow") ?? 0,
      (calls) => calls > 0,
    );
    gateway.child.kill("SIGTERM");
    expect((await running).status).toBe(200);
    expect(await gateway.exited).toEqual([0, null]);

    const rows = await world.sql`select status from request_log where tenant_id = ${tenant.id} order by request_id`;
    expect(rows.map(({ status }) => status)).toEqual([200, 503, 502, 200]);
    expect(await world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenant.id}`).toEqual([
      { consumed: 2, reserved: 0 },
    ]);
    const log = gateway.output();
    for (const secret of [tenant.key, stranger, process.env.FAREGATE_KEY_PEPPER ?? "?", process.env.PGPASSWORD ?? "?"])
      expect(log).not.toContain(secret);
    for (const line of log.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
  });

  it("says in its log that its port is taken, and fails", { timeout: 120_000 }, async () => {
    const port = await freePort();
    const server = createServer().listen(port);
    await once(server, "listening");
    const gateway = await startGateway(port);
    expect(await gateway.exited).toEqual([1, null]);
    expect(gateway.output()).toContain("EADDRINUSE");
    server.close();
  });

  it("needs no more of the database than its own role may do", async () => {
    const passwords = { fg_portal: "portal-pw", fg_gateway: "gateway-pw", fg_worker: "worker-pw's" };
    await grantRoles(world.sql, passwords);
    const settings = { ...env(), PGUSER: "fg_gateway", PGPASSWORD: passwords.fg_gateway };
    const engine = await openTestEngine("gateway", settings);
    const url = `http://127.0.0.1:${await listen(nodeDoor(engine))}/northlight/v1`;
    const tenant = await world.newTenant();
    const statuses: number[] = [];
    for (const path of [
      "search",
      "status/500",
      "extra",
      "reports/1",
      "reports/2",
      "reports/3",
      "reports/4",
      "reports/5",
    ]) {
      const response = await fetch(`${url}/${path}`, { headers: tenant.auth });
      await response.arrayBuffer();
      statuses.push(response.status);
    }
    expect(statuses).toEqual([200, 500, 402, 200, 200, 200, 200, 402]);
    await engine.close();
    const rows = await world.sql`select status from request_log where tenant_id = ${tenant.id}`;
    expect(rows).toHaveLength(8);
    const [secret] = await world.sql`select last_used_at from key_secret where id = ${tenant.secretId}`;
    expect(secret?.last_used_at).not.toBeNull();
    expect(await world.sql`select 1 from usage_event where tenant_id = ${tenant.id} and outcome = 'held'`).toEqual([]);
    const [node] = await world.sql`select door from node where node_id = ${engine.meter.nodeId()}`;
    expect(node).toEqual({ door: "gateway" });
  });
});
