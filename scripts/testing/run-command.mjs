import { spawn } from "node:child_process";
import { signalProcess } from "../supervisor/process-info.mjs";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * Runs a command to its end, with all it wrote. Never throws: a check that cannot run is a check that failed.
 *
 * @param {string[]} command
 * @param {{ cwd: string, env?: Record<string, string | undefined>, timeoutMs?: number }} options
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function runCommand([file = "", ...args], { cwd, env = process.env, timeoutMs = 2_400_000 }) {
  return new Promise((resolve) => {
    // A group of its own, so that a command that hangs is ended with all it started.
    const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    running.add(child);
    let output = "";
    const collect = (/** @type {Buffer} */ data) => {
      output += data;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const timer = setTimeout(() => {
      output += `\nNot finished after ${timeoutMs / 1000} seconds.`;
      endGroup(child);
    }, timeoutMs);
    const done = (/** @type {boolean} */ ok) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ ok, output });
    };
    child.once("error", (error) => {
      output += error.message;
      done(false);
    });
    child.once("close", (code) => done(code === 0));
  });
}

/** Ends whatever still runs, when the run itself is interrupted. */
export function endAll() {
  for (const child of running) endGroup(child);
}

/** @param {import("node:child_process").ChildProcess} child */
function endGroup({ pid }) {
  if (!pid) return;
  signalProcess(-pid, "SIGTERM");
  setTimeout(() => signalProcess(-pid, "SIGKILL"), 15_000).unref();
}
