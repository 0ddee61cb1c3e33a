import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Postgres, startPostgres } from "@/scripts/postgres/start-postgres.mjs";
import { processesIn, processInfo } from "@/scripts/supervisor/process-info.mjs";
import { temporaryFolder } from "@/scripts/supervisor/temporary-folder.mjs";
import { waitUntil } from "@/scripts/supervisor/wait-until.mjs";

const password = "test-superuser";
let dataFolder = "";
let running: Postgres[] = [];

beforeEach(() => {
  dataFolder = temporaryFolder("postgres");
  running = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
  fs.rmSync(dataFolder, { recursive: true, force: true });
});

async function start() {
  const server = await startPostgres({ dataFolder, password });
  running.push(server);
  return server;
}
async function query<Row extends object>(server: Postgres, statement: string, given: object = {}) {
  const sql = postgres({ ...server.connection, ...given, max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe<Row[]>(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
const cluster = () => path.join(dataFolder, "pg");
const kill = async (pid: number) => {
  process.kill(pid, "SIGKILL");
  await waitUntil(() => processInfo(pid) === null, { timeoutMs: 30_000 });
};

describe("the embedded PostgreSQL", () => {
  it("keeps what was committed over a stop and a start", async () => {
    const first = await start();
    expect(first.wasNew).toBe(true);
    await query(first, "create table t as select 7 as n");
    await first.stop();
    const second = await start();
    expect(second).toMatchObject({ wasNew: false, cleared: "nothing" });
    expect((await query(second, "select n from t"))[0]).toEqual({ n: 7 });
  });

  it("lets nobody in without the password and opens no port", async () => {
    const server = await start();
    await expect(query(server, "select 1", { password: "wrong" })).rejects.toMatchObject({ code: "28P01" });
    expect((await query(server, "show listen_addresses"))[0]).toEqual({ listen_addresses: "" });
    expect(fs.statSync(server.connection.host).mode & 0o777).toBe(0o700);
    expect(fs.statSync(cluster()).mode & 0o777).toBe(0o700);
  });

  it("recovers after the server was killed, with every committed row", async () => {
    const first = await start();
    await query(first, "create table t as select generate_series(1, 1000) as n");
    await kill(first.pid);
    await expect(first.exited).resolves.toMatch(/SIGKILL/);
    const second = await start();
    expect(second.cleared).toBe("stale files");
    expect((await query(second, "select count(*)::int as n from t"))[0]).toEqual({ n: 1000 });
  });

  it("ends the backends of a killed server before it starts another on the same files", async () => {
    const first = await start();
    const busy = query(first, "select pg_sleep(30)").catch(() => null);
    await waitUntil(() => processesIn(cluster()).some((pid) => processInfo(pid)?.command.includes("SELECT")), {
      timeoutMs: 30_000,
    });
    const before = processesIn(cluster());
    await kill(first.pid);
    const second = await start();
    await busy;
    expect(processesIn(cluster()).filter((pid) => before.includes(pid))).toEqual([]);
    expect((await query(second, "select 1 as n"))[0]).toEqual({ n: 1 });
  });

  it("stops a server whose supervisor was killed, and goes on with its data", async () => {
    const code = `
      import { startPostgres } from ${JSON.stringify(path.resolve("scripts/postgres/start-postgres.mjs"))};
      const server = await startPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, password: "${password}" });
      console.log(server.pid);
      setInterval(() => {}, 1000);`;
    const supervisor = spawn(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const orphan = await new Promise<number>((resolve) =>
      supervisor.stdout.once("data", (data) => resolve(Number(data))),
    );
    await kill(supervisor.pid ?? 0);
    expect(processInfo(orphan)).not.toBeNull();
    const server = await start();
    expect(server.cleared).toBe("running server");
    expect(processInfo(orphan)).toBeNull();
  });

  it("is not fooled by a pid file that names an unrelated process", async () => {
    const first = await start();
    await kill(first.pid);
    const pidFile = path.join(cluster(), "postmaster.pid");
    const lines = fs.readFileSync(pidFile, "utf8").split("\n");
    fs.writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join("\n"));
    expect((await start()).cleared).toBe("stale files");
  });

  it("does not trust what a killed initialisation left", async () => {
    const leftover = path.join(dataFolder, "pg.init-abcdef");
    fs.mkdirSync(leftover);
    fs.writeFileSync(path.join(leftover, "PG_VERSION"), "18\n");
    expect((await start()).wasNew).toBe(true);
    expect(fs.existsSync(leftover)).toBe(false);
  });

  it("refuses data of another major version, and a folder that others may enter", async () => {
    const server = await start();
    await server.stop();
    const version = path.join(cluster(), "PG_VERSION");
    const written = fs.readFileSync(version, "utf8");
    fs.writeFileSync(version, "15\n");
    await expect(start()).rejects.toMatchObject({ code: "E8", message: expect.stringContaining("PostgreSQL 15") });
    fs.writeFileSync(version, written);
    fs.chmodSync(cluster(), 0o755);
    await expect(start()).rejects.toMatchObject({ code: "E3" });
    fs.chmodSync(cluster(), 0o700);
    fs.chmodSync(path.join(dataFolder, "run"), 0o755);
    await expect(start()).rejects.toMatchObject({ code: "E5" });
  });
});
