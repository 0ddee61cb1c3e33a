import fs from "node:fs";
import path from "node:path";
import { processesIn, processInfo, signalProcess } from "../supervisor/process-info.mjs";
import { waitUntil } from "../supervisor/wait-until.mjs";
import { LauncherError } from "./launcher-error.mjs";

/**
 * Clears what an earlier life left on a cluster: a postmaster without its supervisor is stopped, a stale pid file and
 * socket are removed. Orphaned backends are ended first: once the pid file is gone nothing else keeps two servers
 * from writing to the same files.
 *
 * @param {string} cluster @param {string} socket @param {number} port
 * @returns {Promise<"nothing" | "stale files" | "running server">} what was found and cleared
 * @throws {LauncherError} E6 when something keeps working on the cluster.
 */
export async function clearLeftovers(cluster, socket, port) {
  const pidFile = path.join(cluster, "postmaster.pid");
  const socketFiles = [`.s.PGSQL.${port}`, `.s.PGSQL.${port}.lock`].map((name) => path.join(socket, name));
  const pid = readPid(pidFile);
  if (pid !== null && isOurPostmaster(pid, cluster)) {
    signalProcess(pid, "SIGINT");
    const gone = await waitUntil(() => !fs.existsSync(pidFile), { timeoutMs: 15_000 });
    if (!gone) throw stillWorking(pid, cluster);
    return "running server";
  }
  if (pid !== null) await endSurvivors(cluster);
  for (const file of [pidFile, ...socketFiles]) fs.rmSync(file, { force: true });
  return pid === null ? "nothing" : "stale files";
}

/** @param {string} pidFile */
function readPid(pidFile) {
  if (!fs.existsSync(pidFile)) return null;
  const pid = Number.parseInt(fs.readFileSync(pidFile, "utf8"), 10);
  return Number.isNaN(pid) ? 0 : pid;
}

/** The pid may by now belong to anybody, so its command line must name the server and this very folder. @param {number} pid @param {string} cluster */
function isOurPostmaster(pid, cluster) {
  const command = processInfo(pid)?.command ?? "";
  return command.includes("postgres") && `${command} `.includes(` -D ${cluster} `);
}

/** @param {string} cluster */
async function endSurvivors(cluster) {
  for (const [signal, patienceMs] of /** @type {const} */ ([
    ["SIGTERM", 2_000],
    ["SIGQUIT", 3_000],
    ["SIGKILL", 2_000],
  ])) {
    const survivors = processesIn(cluster);
    if (survivors.length === 0) return;
    for (const pid of survivors) signalProcess(pid, signal);
    await waitUntil(() => processesIn(cluster).length === 0, { timeoutMs: patienceMs });
  }
  const [pid] = processesIn(cluster);
  if (pid !== undefined) throw stillWorking(pid, cluster);
}

/** @param {number} pid @param {string} cluster */
function stillWorking(pid, cluster) {
  return new LauncherError("E6", `Another PostgreSQL (pid ${pid}) works on ${cluster} and did not stop.`);
}
