import path from "node:path";
import { runChild } from "../supervisor/run-child.mjs";
import { pinned } from "./processors.mjs";

/**
 * Runs one of the load programs on a processor and answers what it printed.
 *
 * @param {"load.mjs" | "pace.mjs" | "touch-keys.mjs"} program @param {number} processor @param {{ path: string, expect?: number, [option: string]: unknown }} options
 * @returns {Promise<{ statuses: Record<string, number>, calls: number, callsPerSecond: number, p50Ms: number, p99Ms: number, seconds: number }>}
 * @throws {Error} when an answer had another status than `expect`, where that is given
 */
export async function runLoad(program, processor, { expect, ...options }) {
  const file = path.join(import.meta.dirname, program);
  const [command = "", ...args] = pinned(processor, [process.execPath, file, JSON.stringify(options)]);
  const output = await runChild(command, args, { what: program, cwd: process.cwd(), env: { PATH: process.env.PATH } });
  const result = JSON.parse(output);
  if (expect === undefined) return result;
  const wrong = Object.keys(result.statuses).filter((status) => Number(status) !== expect);
  const none = Object.keys(result.statuses).length === 0;
  if (none || wrong.length > 0) {
    throw new Error(`${program} on ${options.path}: expected only ${expect}, got ${JSON.stringify(result.statuses)}`);
  }
  return result;
}
