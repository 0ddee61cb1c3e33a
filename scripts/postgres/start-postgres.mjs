import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { rotatingLog } from "../supervisor/rotating-log.mjs";
import { acceptsConnections } from "./accepts-connections.mjs";
import { databaseAccount } from "./account.mjs";
import { postgresBinaries } from "./binaries.mjs";
import { clusterFolder, socketFolder } from "./folders.mjs";
import { initialise } from "./initialise.mjs";
import { LauncherError } from "./launcher-error.mjs";
import { clearLeftovers } from "./leftovers.mjs";

/** Names the socket file; no network port is ever opened. */
const PORT = 5432;
const START_TIMEOUT_MS = 600_000;
const STOP_PATIENCE_MS = 20_000;
const MIN_SHARED_MEMORY_BYTES = 64 * 1024 * 1024;

/**
 * @typedef {{ host: string, port: number, user: string, password: string, database: string }} Connection
 * @typedef {{ connection: Connection, pid: number, account: string, wasNew: boolean, cleared: string,
 *   exited: Promise<string>, stop: () => Promise<void> }} Postgres
 * `exited` settles with a sentence only when the server ends without having been asked to.
 */

/**
 * Starts the PostgreSQL that came with the install on `<dataFolder>/pg`, creating it on the first start, reachable
 * through a private Unix socket only. The caller must hold the instance lock of the data folder.
 *
 * @param {{ dataFolder: string, password: string, settings?: Record<string, string>, note?: (line: string) => void }} given
 *   `password` is the superuser's; `settings` are extra server settings (`fsync=off` is for throw-away servers only)
 * @returns {Promise<Postgres>}
 * @throws {LauncherError} E1 to E9, one sentence each
 */
export async function startPostgres({ dataFolder, password, settings = {}, note = () => {} }) {
  const account = databaseAccount();
  const binaries = await postgresBinaries(account);
  const cluster = clusterFolder(dataFolder, account);
  const socket = socketFolder(dataFolder, account);
  const env = { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC", HOME: socket };
  const memory = sharedMemorySettings();
  const wasNew = !fs.existsSync(path.join(cluster, "PG_VERSION"));
  if (wasNew)
    await initialise({ cluster, socket, binaries: binaries.folder, account, password, env, settings: memory });
  requireSameMajor(cluster, binaries.major);
  const cleared = await clearLeftovers(cluster, socket, PORT);

  const log = rotatingLog(path.join(dataFolder, "log", "postgres.log"));
  const child = spawn(
    path.join(binaries.folder, "bin", "postgres"),
    serverArguments(cluster, socket, memory, settings),
    {
      cwd: socket,
      env,
      stdio: ["ignore", "ignore", "pipe"],
      // Its own process group: Ctrl-C reaches the whole foreground group, but only the supervisor decides the order.
      detached: true,
      ...(account.isOther ? { uid: account.uid, gid: account.gid } : {}),
    },
  );
  child.stderr.on("data", log.write);
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  let isStopping = false;
  const exited = ended.then((how) => {
    if (isStopping) return new Promise(() => {});
    return `PostgreSQL stopped (${how}): ${log.last(5).join(" | ")}`;
  });

  await untilReady({ child, cluster, socket, log, note });
  return {
    connection: { host: socket, port: PORT, user: "faregate", password, database: "postgres" },
    pid: child.pid ?? 0,
    account: account.name,
    wasNew,
    cleared,
    exited,
    stop: async () => {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGINT");
      const patience = setTimeout(() => child.kill("SIGQUIT"), STOP_PATIENCE_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** @param {string} cluster @param {string} socket @param {string[]} memory @param {Record<string, string>} settings */
function serverArguments(cluster, socket, memory, settings) {
  const fixed = {
    listen_addresses: "",
    unix_socket_permissions: "0700",
    max_connections: "100",
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    timezone: "UTC",
    log_timezone: "UTC",
  };
  const all = [...Object.entries({ ...fixed, ...settings }).map(([name, value]) => `${name}=${value}`), ...memory];
  return ["-D", cluster, "-p", String(PORT), "-k", socket, ...all.flatMap((setting) => ["-c", setting])];
}

/** Containers often come with a tiny or no /dev/shm; PostgreSQL can use mapped files instead. */
function sharedMemorySettings() {
  if (process.platform !== "linux") return [];
  try {
    const { bavail, bsize } = fs.statfsSync("/dev/shm");
    if (bavail * bsize >= MIN_SHARED_MEMORY_BYTES) return [];
  } catch {
    // Missing: the same remedy.
  }
  return ["dynamic_shared_memory_type=mmap"];
}

/** @param {string} cluster @param {string} major */
function requireSameMajor(cluster, major) {
  const written = fs.readFileSync(path.join(cluster, "PG_VERSION"), "utf8").trim();
  if (written === major) return;
  throw new LauncherError(
    "E8",
    `The data was written by PostgreSQL ${written}, this release brings ${major}. See "Upgrading the embedded database".`,
  );
}

/**
 * Waits as long as the server lives: after a crash it may replay its journal for minutes.
 *
 * @param {{ child: import("node:child_process").ChildProcess, cluster: string, socket: string,
 *   log: ReturnType<typeof rotatingLog>, note: (line: string) => void }} given
 */
async function untilReady({ child, cluster, socket, log, note }) {
  const startedAt = Date.now();
  let nextNote = startedAt + 5_000;
  while (child.exitCode === null && child.signalCode === null && Date.now() - startedAt < START_TIMEOUT_MS) {
    if (statusLine(cluster) === "ready") {
      const answer = await acceptsConnections({ path: path.join(socket, `.s.PGSQL.${PORT}`) });
      if (answer.ok) return;
    }
    if (Date.now() > nextNote) {
      note(`PostgreSQL is still starting: ${log.last(1)[0] ?? ""}`);
      nextNote += 5_000;
    }
    await sleep(10);
  }
  if (child.exitCode === null) child.kill("SIGINT");
  throw new LauncherError("E7", `PostgreSQL stopped during start: ${log.last(5).join(" | ")}. Full log: ${log.file}.`);
}

/** Line 8 of the pid file: `starting`, `ready` or `stopping`, padded with blanks. @param {string} cluster */
function statusLine(cluster) {
  try {
    return (fs.readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n")[7] ?? "").trim();
  } catch {
    return "";
  }
}
