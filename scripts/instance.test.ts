import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPortFree } from "@/scripts/supervisor/ports.mjs";
import { processesIn, processInfo } from "@/scripts/supervisor/process-info.mjs";
import { temporaryFolder } from "@/scripts/supervisor/temporary-folder.mjs";
import { waitUntil } from "@/scripts/supervisor/wait-until.mjs";
import { startInstance } from "@/scripts/testing/start-instance.mjs";

/** One installation, through several lives. The first start builds the portal when the sources changed. */
const folder = temporaryFolder("instance");
const dataFolder = path.join(folder, "data");
const start = () => startInstance({ root: process.cwd(), dataFolder });
let instance: Awaited<ReturnType<typeof start>>;

type Child = { name: string; pid: number };
const readJson = (name: string) => JSON.parse(fs.readFileSync(path.join(dataFolder, name), "utf8"));
const childPid = (name: string) =>
  (readJson("children.json").children as Child[]).find((child) => child.name === name)?.pid ?? 0;
/** Null while the lock changes hands. */
const lockHolder = (): number | null => {
  try {
    return readJson("supervisor.lock").pid;
  } catch {
    return null;
  }
};
const isReady = async (url: string) => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200;
const isGone = (pid: number) => waitUntil(() => processInfo(pid) === null, { timeoutMs: 60_000 });
const portOf = (url: string) => Number(new URL(url).port);

beforeAll(async () => {
  instance = await start();
}, 960_000);
afterAll(async () => {
  await instance?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("an instance", { timeout: 960_000 }, () => {
  it("answers on both ports and keeps its facts to the account that started it", async () => {
    expect(await isReady(instance.portalUrl)).toBe(true);
    expect(await isReady(instance.gatewayUrl)).toBe(true);
    for (const name of ["demo.json", "secrets.json"]) {
      expect(fs.statSync(path.join(dataFolder, name)).mode & 0o777).toBe(0o600);
    }
  });

  it("lets the printed curl through", async () => {
    const { apiKey, curl, gatewayUrl } = readJson("demo.json");
    const url = /"(http[^"]+)"$/.exec(curl)?.[1] ?? "";
    expect(url.startsWith(gatewayUrl)).toBe(true);
    const response = await fetch(url, { headers: { Authorization: `Bearer ${apiKey}` } });
    expect(response.status).toBe(200);
  });

  it("is left alone by a second start on the same data folder", async () => {
    await expect(start()).rejects.toThrow(/already runs on .*npm stop/);
    expect(await isReady(instance.portalUrl)).toBe(true);
  });

  it("starts a killed gateway again", async () => {
    const killed = childPid("gateway");
    process.kill(killed, "SIGKILL");
    const isBack = await waitUntil(() => childPid("gateway") !== killed && isReady(instance.gatewayUrl), {
      timeoutMs: 60_000,
    });
    expect(isBack).toBe(true);
  });

  it("comes back after its supervisor was killed, with the same key and passwords", async () => {
    const facts = readJson("demo.json");
    const orphans = [childPid("gateway"), childPid("portal")];
    const dead = lockHolder();
    process.kill(instance.pid, "SIGKILL");
    await instance.exited;
    const startedAt = Date.now();
    const starting = start();
    // Sooner than the lock that the dead one left behind would be taken for abandoned.
    const taken = await waitUntil(() => ![null, dead].includes(lockHolder()), { timeoutMs: 60_000 });
    expect([taken, Date.now() - startedAt < 30_000]).toEqual([true, true]);
    instance = await starting;
    for (const pid of orphans) expect(processInfo(pid)).toBeNull();
    const { apiKey, users } = readJson("demo.json");
    expect({ apiKey, users }).toEqual({ apiKey: facts.apiKey, users: facts.users });
  });

  it("leaves no service behind when its supervisor was killed", async () => {
    const orphans = [childPid("gateway"), childPid("portal"), childPid("worker"), childPid("demo-upstream")];
    process.kill(instance.pid, "SIGKILL");
    await instance.exited;
    for (const pid of orphans) expect(await isGone(pid)).toBe(true);
    instance = await start();
  });

  it("stops with a reason when its database was killed, and recovers on the next start", async () => {
    const postmaster = Number.parseInt(fs.readFileSync(path.join(dataFolder, "pg", "postmaster.pid"), "utf8"), 10);
    process.kill(postmaster, "SIGKILL");
    expect(await instance.exited).toBe(1);
    expect(instance.output()).toMatch(/PostgreSQL stopped \(SIGKILL\)/);
    instance = await start();
    expect(instance.output()).toContain("after an unclean stop");
  });

  it("stops everything on SIGTERM and leaves nothing behind", async () => {
    const services = (readJson("children.json").children as Child[]).map(({ pid }) => pid);
    expect(await instance.stop()).toBe(0);
    for (const pid of services) expect(processInfo(pid)).toBeNull();
    expect(processesIn(path.join(dataFolder, "pg"))).toEqual([]);
    expect(fs.existsSync(path.join(dataFolder, "supervisor.lock"))).toBe(false);
    expect(await isPortFree(portOf(instance.portalUrl))).toBe(true);
    expect(await isPortFree(portOf(instance.gatewayUrl))).toBe(true);
  });
});
