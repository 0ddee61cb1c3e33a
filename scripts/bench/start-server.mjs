import { spawn } from "node:child_process";
import path from "node:path";
import { pinned } from "./processors.mjs";

/**
 * Starts one of the small servers, which print their port when they listen.
 *
 * @param {string} script from this folder, or its whole path @param {{ processor?: number, args?: string[] }} given
 * @returns {Promise<{ port: number, pid: number, stop: () => void }>}
 */
export async function startServer(script, { processor, args = [] }) {
  const command = [process.execPath, path.resolve(import.meta.dirname, script), ...args];
  const [program = "", ...rest] = processor === undefined ? command : pinned(processor, command);
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(Number(data)));
    child.once("exit", (code) => reject(new Error(`${script} did not start (exit code ${code}).`)));
  });
  child.stdout.resume();
  return { port, pid: child.pid ?? 0, stop: () => child.kill() };
}
