import fs from "node:fs";
import path from "node:path";
import { processInfo, signalProcess } from "./process-info.mjs";
import { waitUntil } from "./wait-until.mjs";

/** @typedef {{ name: string, pid: number, startedAt: string }} ChildRecord */

/** Remembers which processes run, for the start after a crash. @param {string} dataFolder @param {{ name: string, pid: number }[]} children */
export function recordChildren(dataFolder, children) {
  const records = children.map(({ name, pid }) => ({ name, pid, startedAt: processInfo(pid)?.startedAt ?? "" }));
  const draft = path.join(dataFolder, `children.json.${process.pid}`);
  fs.writeFileSync(draft, JSON.stringify({ children: records }));
  fs.renameSync(draft, path.join(dataFolder, "children.json"));
}

/**
 * Ends services that outlived their supervisor; the caller holds the instance lock.
 *
 * @param {string} dataFolder @returns {Promise<string[]>} their names
 */
export async function endOrphans(dataFolder) {
  const orphans = readRecords(dataFolder).filter(isAlive);
  // Each service leads a process group of its own.
  for (const { pid } of orphans) signalProcess(-pid, "SIGTERM");
  await waitUntil(() => !orphans.some(isAlive), { timeoutMs: 3_000 });
  for (const { pid } of orphans.filter(isAlive)) signalProcess(-pid, "SIGKILL");
  await waitUntil(() => !orphans.some(isAlive), { timeoutMs: 3_000 });
  fs.rmSync(path.join(dataFolder, "children.json"), { force: true });
  return orphans.map(({ name }) => name);
}

/** @param {string[]} names */
export const describeOrphans = (names) =>
  names.length ? `ended what it left running: ${names.join(", ")}` : "nothing left";

/** Pids are used again: the start time tells whether it is still the same process. @param {ChildRecord} record */
const isAlive = ({ pid, startedAt }) => processInfo(pid)?.startedAt === startedAt;

/** @param {string} dataFolder @returns {ChildRecord[]} */
function readRecords(dataFolder) {
  try {
    return JSON.parse(fs.readFileSync(path.join(dataFolder, "children.json"), "utf8")).children;
  } catch {
    return [];
  }
}
