import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { StartError } from "./start-error.mjs";

/**
 * Runs a command to its end and returns what it wrote to stdout.
 *
 * @param {string} command @param {string[]} args
 * @param {{ what: string, cwd: string, env: Record<string, string | undefined>, signal?: AbortSignal,
 *   logFile?: string, explain?: (output: string) => string | null,
 *   tell?: (line: string) => void }} options
 *   `logFile` receives everything when it fails; `tell` hears each line of stderr as it comes; `what` completes "… failed"; `explain` may turn known output into a better sentence
 * @throws {StartError} with the last 20 lines when it does not exit with 0
 */
export function runChild(command, args, { what, cwd, env, signal, logFile, explain = () => null, tell }) {
  return new Promise((/** @type {(stdout: string) => void} */ resolve, reject) => {
    const child = spawn(command, args, { cwd, env, signal, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let all = "";
    child.stdout.on("data", (data) => {
      stdout += data;
      all += data;
    });
    child.stderr.on("data", (data) => {
      all += data;
    });
    if (tell) createInterface({ input: child.stderr }).on("line", tell);
    child.once("error", (error) => reject(new StartError(`${what} failed: ${error.message}`)));
    child.once("close", (code, killedBy) => {
      if (code === 0) return resolve(stdout);
      const lastLines = all
        .split("\n")
        .filter((line) => line.trim() !== "")
        .slice(-20);
      if (logFile) {
        fs.mkdirSync(path.dirname(logFile), { recursive: true });
        fs.writeFileSync(logFile, all, { mode: 0o600 });
      }
      const where = logFile ? ` Full log: ${logFile}` : "";
      const how = killedBy ? `signal ${killedBy}` : `exit code ${code}`;
      reject(new StartError(explain(all) ?? `${what} failed (${how}).${where}`, { lastLines }));
    });
  });
}
