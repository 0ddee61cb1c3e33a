import { spawn } from "node:child_process";

const keptCharacters = 20_000;

/**
 * @typedef {{ code: number | null, signal: string | null }} Ended
 * @typedef {{ name: string, pid: number, readyMs: number, exited: Promise<Ended>, output: () => string,
 *   stop: () => Promise<Ended>, kill: (signal?: NodeJS.Signals) => Promise<Ended> }} Service
 */

/**
 * Starts one process of Faregate and waits until it says that it is ready. It ends with this process.
 *
 * @param {{ bundle: string, cwd: string, name: string, env: Record<string, string>, flags?: string[],
 *   wrap?: (command: string[]) => string[], timeoutMs?: number }} given
 *   `wrap` may put something before the command line, e.g. the choice of a processor
 * @returns {Promise<Service>}
 * @throws {Error} with the last of what it wrote, when it ends or does not become ready in time
 */
export async function startService(given) {
  const { bundle, cwd, name, env, flags = [], wrap = (command) => command, timeoutMs = 30_000 } = given;
  const startedAt = performance.now();
  const [program = "", ...args] = wrap([process.execPath, ...flags, "--enable-source-maps", bundle]);
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let output = "";
  const collect = (/** @type {Buffer} */ data) => {
    output += data.toString();
    if (output.length > keptCharacters) output = output.slice(output.indexOf("\n", output.length - keptCharacters) + 1);
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  /** @type {Promise<Ended>} */
  const exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${name} was not ready after ${timeoutMs} ms:\n${output}`));
    }, timeoutMs);
    child.once("message", () => {
      clearTimeout(late);
      resolve(undefined);
    });
    void exited.then(({ code, signal }) => {
      clearTimeout(late);
      reject(new Error(`${name} did not start (${signal ?? `exit code ${code}`}):\n${output}`));
    });
  });
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    child.kill(signal);
    return exited;
  };
  return {
    ...{ name, pid: child.pid ?? 0, readyMs: performance.now() - startedAt, exited, output: () => output },
    stop: () => end("SIGTERM"),
    kill: (signal = "SIGKILL") => end(signal),
  };
}
