import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeInstanceLock } from "@/scripts/supervisor/instance-lock.mjs";
import { findFreePort } from "@/scripts/supervisor/ports.mjs";
import { temporaryFolder } from "@/scripts/supervisor/temporary-folder.mjs";

let folder = "";
beforeEach(() => {
  folder = temporaryFolder("start");
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

type Outcome = { code: number | null; output: string; message: string; tookMs: number };

/** Runs a script of ours to its end. `message` is what follows the steps. */
async function run(script: "start" | "stop", env: Record<string, string>): Promise<Outcome> {
  const startedAt = Date.now();
  const ports = { PORT: String(await findFreePort()), GATEWAY_PORT: String(await findFreePort()) };
  const child = spawn(process.execPath, [`scripts/${script}.mjs`], {
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      FAREGATE_DATA: folder,
      NEXT_DIST_DIR: ".next-test",
      FAREGATE_ENV_FILE: "off",
      ...ports,
      ...env,
    },
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    output += data;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    code,
    output,
    message: output
      .split("\n")
      .filter((line) => line && !line.startsWith("  "))
      .slice(1)
      .join("\n"),
    tookMs: Date.now() - startedAt,
  };
}

describe("a start that cannot go on", () => {
  it("names a taken port and the variable to change", async () => {
    const server = net.createServer().listen(0);
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as net.AddressInfo;
    const { code, message } = await run("start", { GATEWAY_PORT: String(port) });
    server.close();
    expect({ code, message }).toEqual({
      code: 1,
      message: `Port ${port} is taken by another program. Set GATEWAY_PORT to a free one.`,
    });
  });

  it("names a data folder that cannot be written", async () => {
    const file = path.join(folder, "file");
    fs.writeFileSync(file, "");
    const { code, message } = await run("start", { FAREGATE_DATA: path.join(file, "data") });
    expect(code).toBe(1);
    expect(message).toMatch(/^The data folder .*file\/data cannot be written \(ENOTDIR\)\. Set FAREGATE_DATA to .*\.$/);
  });

  it("leaves a running instance on the same data folder alone", async () => {
    const release = takeInstanceLock(folder, { portalUrl: "http://localhost:3000" });
    const { code, message } = await run("start", {});
    release();
    expect(code).toBe(3);
    expect(message).toMatch(
      new RegExp(`already runs on ${folder} \\(pid ${process.pid}, http://localhost:3000\\).*npm stop`),
    );
  });

  it("says within ten seconds that the database of DATABASE_URL is away, without its password", async () => {
    const port = await findFreePort();
    const { code, message, output, tookMs } = await run("start", {
      DATABASE_URL: `postgres://me:s3cret@127.0.0.1:${port}/db`,
    });
    expect(code).toBe(1);
    expect(message).toMatch(
      new RegExp(`^The database of DATABASE_URL, 127\\.0\\.0\\.1:${port}, could not be reached within 10 seconds`),
    );
    expect(output).not.toContain("s3cret");
    expect(tookMs).toBeLessThan(25_000);
  });

  it("lists every wrong setting at once", async () => {
    const { code, output } = await run("start", {
      PORT: "70000",
      FAREGATE_MODE: "live",
      DATABASE_URL: "mysql://localhost/db",
    });
    expect(code).toBe(1);
    expect(output).toContain("3 settings are wrong:");
    for (const name of ["PORT must be", "FAREGATE_MODE must be", "DATABASE_URL must start"])
      expect(output).toContain(name);
  });

  it("refuses production mode without secrets of its own, naming each", async () => {
    const env = {
      FAREGATE_MODE: "production",
      DATABASE_URL: "postgres://127.0.0.1:1/db",
      FAREGATE_KEY_PEPPER: `demo-${"x".repeat(40)}`,
    };
    const { code, output } = await run("start", env);
    expect(code).toBe(1);
    for (const name of ["NEXTAUTH_SECRET", "FAREGATE_MASTER_KEY", "FAREGATE_KEY_PEPPER"])
      expect(output).toMatch(new RegExp(`^ +${name} `, "m"));
  });
});

describe("npm stop", () => {
  it("says so when nothing runs", async () => {
    const { code, output } = await run("stop", {});
    expect(code).toBe(0);
    expect(output).toContain(`Faregate does not run on ${folder}.`);
  });
});
