import fs from "node:fs";

/**
 * What the kernel knows of a process. Null when it is gone or only a zombie.
 * Without /proc (macOS) only existence can be told: start time, command and folder are then empty.
 *
 * @param {number} pid
 * @returns {{ startedAt: string, command: string, cwd: string } | null}
 */
export function processInfo(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (!fs.existsSync("/proc/self/stat")) return exists(pid) ? { startedAt: "", command: "", cwd: "" } : null;
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is the command in brackets and may itself hold brackets and blanks: count after the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return null;
  return {
    startedAt: fields[19] ?? "",
    command: (read(`/proc/${pid}/cmdline`) ?? "").replaceAll("\0", " ").trim(),
    cwd: link(`/proc/${pid}/cwd`),
  };
}

/** Pids of all processes whose working folder is `folder`. Empty where /proc is missing. @param {string} folder */
export function processesIn(folder) {
  if (!fs.existsSync("/proc/self/stat")) return [];
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && processInfo(pid)?.cwd === folder);
}

/** Sends a signal; a process that is already gone is no error. @param {number} pid @param {NodeJS.Signals} signal */
export function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** @param {number} pid */
function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** @param {string} file */
function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** @param {string} file */
function link(file) {
  try {
    return fs.readlinkSync(file);
  } catch {
    return "";
  }
}
