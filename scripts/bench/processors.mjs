import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";

/** Two processors are needed to keep the load and what is measured apart. */
export const canPin = os.availableParallelism() >= 2 && spawnSync("taskset", ["--version"]).status === 0;

/** Command line that starts a program on one processor. @param {number} processor @param {string[]} command */
export const pinned = (processor, command) => (canPin ? ["taskset", "-c", String(processor), ...command] : command);

/** Moves a running process, all its threads and its children to one processor. @param {number} pid @param {number} processor */
export function pin(pid, processor) {
  if (!canPin) return;
  for (const one of [pid, ...childrenOf(pid)]) {
    spawnSync("taskset", ["-a", "-c", "-p", String(processor), String(one)], { stdio: "ignore" });
  }
}

/**
 * Puts the main thread of a running process before all of ordinary rank on its processor, where the system allows that
 * (SCHED_RR of sched(7)); what it starts later does not inherit it. A low priority of the others would not do: Linux shares
 * a processor among sessions first, and lets even a process of idle policy keep it for milliseconds.
 *
 * @param {number} pid @returns {boolean} whether it was allowed
 */
export const goAhead = (pid) =>
  spawnSync("chrt", ["--reset-on-fork", "--rr", "--pid", "1", String(pid)], { stdio: "ignore" }).status === 0;

/** @param {number} pid @returns {number[]} */
function childrenOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Resident memory of a process in megabytes, or null where the system does not tell. @param {number} pid */
export function residentMegabytes(pid) {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib ? (Number(kib) * 1_024) / 1_000_000 : null;
  } catch {
    return null;
  }
}

/** Processor time that a process has used, seconds, or null where the system does not tell. @param {number} pid */
export function processorSeconds(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}

/** Processor time of programs and the processes they started, as far as they still run, seconds. @param {number[]} pids */
export function secondsOfAll(pids) {
  const all = pids.flatMap((pid) => [pid, ...childrenOf(pid)]);
  return all.reduce((sum, pid) => sum + (processorSeconds(pid) ?? 0), 0);
}

/** Processor time that the host of a virtual machine has kept from it so far, seconds; 0 where the system does not tell. */
export function stolenSeconds() {
  try {
    const [, ...ticks] = (fs.readFileSync("/proc/stat", "utf8").split("\n", 1)[0] ?? "").split(/\s+/);
    return Number(ticks[7] ?? 0) / 100;
  } catch {
    return 0;
  }
}
