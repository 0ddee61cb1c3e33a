import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { clearLeftovers } from "../postgres/leftovers.mjs";
import { processInfo, signalProcess } from "./process-info.mjs";

const PREFIX = "faregate-test-";

/**
 * A folder for one test run under the system's temporary folder, marked with its owner so that the next run can tell
 * whether it was abandoned. Others may enter it: as root, the test database runs under another account.
 *
 * @param {string} purpose
 */
export function temporaryFolder(purpose) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${purpose}-`));
  fs.chmodSync(folder, 0o755);
  const owner = { pid: process.pid, startedAt: processInfo(process.pid)?.startedAt ?? "" };
  fs.writeFileSync(path.join(folder, "owner.json"), JSON.stringify(owner), { mode: 0o600 });
  return folder;
}

/** Stops and removes what killed test runs of this account left behind. */
export async function removeAbandonedFolders() {
  for (const name of fs.readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(os.tmpdir(), name);
    const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (!stat?.isDirectory() || stat.uid !== process.getuid?.() || isOwned(folder, stat)) continue;
    await endProcessesOf(folder);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {fs.Stats} stat */
function isOwned(folder, stat) {
  try {
    const owner = JSON.parse(fs.readFileSync(path.join(folder, "owner.json"), "utf8"));
    return processInfo(owner.pid)?.startedAt === owner.startedAt;
  } catch {
    // No mark yet: its maker is between two steps, unless that was a while ago.
    return Date.now() - stat.mtimeMs < 60_000;
  }
}

/** @param {string} folder */
async function endProcessesOf(folder) {
  for (const data of [folder, path.join(folder, "data")]) {
    const supervisor = readPid(path.join(data, "supervisor.lock"));
    if (supervisor && processInfo(supervisor.pid)?.startedAt === supervisor.startedAt) {
      signalProcess(supervisor.pid, "SIGKILL");
    }
    for (const child of readPid(path.join(data, "children.json"))?.children ?? []) {
      if (processInfo(child.pid)?.startedAt === child.startedAt) signalProcess(child.pid, "SIGKILL");
    }
    if (fs.existsSync(path.join(data, "pg"))) await clearLeftovers(path.join(data, "pg"), path.join(data, "run"), 5432);
  }
}

/** @param {string} file */
function readPid(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
