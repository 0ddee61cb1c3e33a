import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";

/** Two processors are needed to keep the load and what is measured apart. */
export const canPin = os.availableParallelism() >= 2 && spawnSync("taskset", ["--version"]).status === 0;

/** Moves a running process and all its threads to one processor. @param {number} pid @param {number} processor */
export function pin(pid, processor) {
  if (canPin) execFileSync("taskset", ["-a", "-c", "-p", String(processor), String(pid)], { stdio: "ignore" });
}

/** Command line that starts a program on one processor. @param {number} processor @param {string[]} command */
export const pinned = (processor, command) => (canPin ? ["taskset", "-c", String(processor), ...command] : command);

/** Resident memory of a process and its descendants, MiB. @param {number} root */
export function residentMiB(root) {
  const pages = new Map();
  const parents = new Map();
  for (const name of fs.readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      parents.set(Number(name), Number(fields[1]));
      pages.set(Number(name), Number(fields[21]));
    } catch {
      // It ended between the two reads.
    }
  }
  let sum = 0;
  for (const pid of pages.keys()) {
    for (let at = pid; at; at = parents.get(at) ?? 0) {
      if (at === root) {
        sum += pages.get(pid) ?? 0;
        break;
      }
    }
  }
  return Math.round((sum * 4096) / 1_048_576);
}
