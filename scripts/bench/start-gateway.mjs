import { spawn } from "node:child_process";
import fs from "node:fs";
import { findFreePort } from "../supervisor/ports.mjs";

/**
 * @typedef {{ name: string, port: number, pid: number, readyMs: number, exited: Promise<{ code: number | null, signal: string | null }>,
 *   output: () => string, stop: () => Promise<{ code: number | null, signal: string | null }>, kill: () => Promise<unknown> }} Gateway
 */

/**
 * Starts one gateway process and waits until it says that it is ready.
 *
 * @param {{ bundle: string, cwd: string, name: string, folder: string, env: Record<string, string>, port?: number,
 *   wrap?: (command: string[]) => string[], timeoutMs?: number }} given
 *   `folder` holds its journal; `wrap` may put something before the command line, e.g. the choice of a processor
 * @returns {Promise<Gateway>}
 */
export async function startGateway(given) {
  const { bundle, cwd, name, folder, env, wrap = (command) => command, timeoutMs = 30_000 } = given;
  const port = given.port ?? (await findFreePort());
  fs.mkdirSync(folder, { recursive: true });
  const startedAt = performance.now();
  const [program = "", ...args] = wrap([process.execPath, "--enable-source-maps", bundle]);
  const child = spawn(program, args, {
    cwd,
    env: { ...env, GATEWAY_PORT: String(port), JOURNAL_FOLDER: folder },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  const collect = (/** @type {Buffer} */ data) => {
    output = (output + data.toString()).slice(-20_000);
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  /** @type {Gateway["exited"]} */
  const exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`The gateway ${name} was not ready after ${timeoutMs} ms:\n${output}`));
    }, timeoutMs);
    child.once("message", () => {
      clearTimeout(late);
      resolve(undefined);
    });
    void exited.then(({ code, signal }) => {
      clearTimeout(late);
      reject(new Error(`The gateway ${name} did not start (${signal ?? `exit code ${code}`}):\n${output}`));
    });
  });
  return {
    name,
    port,
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    exited,
    output: () => output,
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
    kill: () => {
      child.kill("SIGKILL");
      return exited;
    },
  };
}
