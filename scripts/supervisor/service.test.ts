import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { endOrphans, recordChildren } from "@/scripts/supervisor/child-records.mjs";
import { processInfo } from "@/scripts/supervisor/process-info.mjs";
import { runService } from "@/scripts/supervisor/service.mjs";
import { temporaryFolder } from "@/scripts/supervisor/temporary-folder.mjs";
import { waitUntil } from "@/scripts/supervisor/wait-until.mjs";

const ready = `console.log(JSON.stringify({ ready: true }));`;
const never = new AbortController().signal;
let dataFolder = "";
let services: ReturnType<typeof runService>[] = [];

beforeEach(() => {
  dataFolder = temporaryFolder("service");
  services = [];
});
afterEach(async () => {
  for (const service of services) await service.stop(AbortSignal.abort());
  fs.rmSync(dataFolder, { recursive: true, force: true });
});

function run(code: string) {
  const file = path.join(dataFolder, "service.mjs");
  fs.writeFileSync(file, code);
  const onGiveUp = vi.fn();
  const definition = { name: "gateway", args: [file], env: { PATH: process.env.PATH ?? "" }, readyUrl: null };
  const service = runService(definition, {
    root: process.cwd(),
    dataFolder,
    echo: false,
    onChange: () => undefined,
    onGiveUp,
  });
  services.push(service);
  return { service, onGiveUp };
}

describe("a supervised service", () => {
  it("is started again after a sudden death", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { service, onGiveUp } = run(`${ready} setInterval(() => {}, 1000);`);
    await service.untilReady();
    const first = service.pid() ?? 0;
    process.kill(first, "SIGKILL");
    const second = await waitUntil(() => (service.pid() !== first ? service.pid() : null), { timeoutMs: 30_000 });
    expect(second).toEqual(expect.any(Number));
    expect(onGiveUp).not.toHaveBeenCalled();
  });

  it("is given up on after five deaths in a minute, with its last lines", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { service, onGiveUp } = run(
      `${ready} setTimeout(() => { console.error("disk full"); process.exit(1); }, 100);`,
    );
    await service.untilReady();
    await waitUntil(() => onGiveUp.mock.calls.length > 0, { timeoutMs: 50_000 });
    expect(onGiveUp).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        message: "The gateway died 5 times in a minute (exit code 1).",
        lastLines: expect.arrayContaining(["disk full"]),
      }),
    );
  });

  it("fails the start with its last lines when it ends before it was ready", async () => {
    const { service } = run(`console.error("no such table"); process.exit(2);`);
    await expect(service.untilReady()).rejects.toMatchObject({
      message: "The gateway stopped while it started.",
      lastLines: ["no such table"],
    });
  });

  it("may finish what it does when it is asked to stop", async () => {
    const { service } = run(`setInterval(() => {}, 1000);
      process.on("SIGTERM", () => setTimeout(() => { console.log("finished"); process.exit(0); }, 300)); ${ready}`);
    await service.untilReady();
    await service.stop(never);
    expect(fs.readFileSync(path.join(dataFolder, "log", "gateway.log"), "utf8")).toContain("finished");
  });

  it("is ended at once when a second signal asks to hurry", async () => {
    const { service } = run(`setInterval(() => {}, 1000); process.on("SIGTERM", () => {}); ${ready}`);
    await service.untilReady();
    const hurry = new AbortController();
    const startedAt = Date.now();
    setTimeout(() => hurry.abort(), 200);
    await service.stop(hurry.signal);
    // Its patience alone is ten seconds.
    expect(Date.now() - startedAt).toBeLessThan(8_000);
  });

  it("is ended by the next start when it outlived its supervisor", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
    const pid = child.pid ?? 0;
    recordChildren(dataFolder, [{ name: "gateway", pid }]);
    expect(await endOrphans(dataFolder)).toEqual(["gateway"]);
    expect(processInfo(pid)).toBeNull();
  });
});
