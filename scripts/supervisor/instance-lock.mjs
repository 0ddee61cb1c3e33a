import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { processInfo } from "./process-info.mjs";
import { StartError } from "./start-error.mjs";

const TOUCH_EVERY_MS = 10_000;
/** A holder on another host or in another container cannot be looked at; it is alive while it keeps touching. */
const FOREIGN_STALE_MS = 30_000;
const HELD_EXIT_CODE = 3;

/** @typedef {{ pid: number, startedAt: string, host: string, namespace: string, portalUrl: string }} Holder */

/**
 * Takes the one lock of a data folder; two supervisors on one folder would stop each other's database.
 *
 * @param {string} dataFolder @param {{ portalUrl: string }} facts shown to whoever meets the lock
 * @returns {() => void} releases it
 * @throws {StartError} exit code 3 while another instance holds it
 */
export function takeInstanceLock(dataFolder, { portalUrl }) {
  const file = lockFile(dataFolder);
  const own = JSON.stringify({ ...thisProcess(), portalUrl });
  for (let attempt = 0; attempt < 2; attempt++) {
    if (createExclusively(file, own)) {
      const touching = setInterval(() => touch(file), TOUCH_EVERY_MS).unref();
      return () => {
        clearInterval(touching);
        if (readText(file) === own) fs.rmSync(file, { force: true });
      };
    }
    const text = readText(file);
    const { holder, isHeld } = judge(file, text);
    if (isHeld && holder) throw held(holder, dataFolder);
    setAside(file, text);
  }
  throw new StartError(`The lock ${file} is being taken by another start. Try again.`, { exitCode: HELD_EXIT_CODE });
}

/** Who holds the lock of a data folder, alive or not; null when there is no lock. @param {string} dataFolder */
export function inspectInstanceLock(dataFolder) {
  const file = lockFile(dataFolder);
  const text = readText(file);
  return text === null ? null : judge(file, text);
}

/** @param {string} dataFolder */
const lockFile = (dataFolder) => path.join(dataFolder, "supervisor.lock");

function thisProcess() {
  return {
    pid: process.pid,
    startedAt: processInfo(process.pid)?.startedAt ?? "",
    host: os.hostname(),
    namespace: pidNamespace(),
  };
}

/** @param {string} file @param {string} content */
function createExclusively(file, content) {
  // Written under another name and linked: a lock file that exists is always complete.
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    fs.writeFileSync(draft, content, { flag: "wx", mode: 0o644 });
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EEXIST") return false;
    if (code === "EPERM" || code === "ENOTSUP" || code === "ENOSYS") return createWithoutLink(file, content);
    throw new StartError(`The lock ${file} cannot be written (${code}).`);
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Some shared folders know no hard links. @param {string} file @param {string} content */
function createWithoutLink(file, content) {
  try {
    fs.writeFileSync(file, content, { flag: "wx", mode: 0o644 });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} file @param {string | null} text @returns {{ holder: Holder | null, isHeld: boolean }} */
function judge(file, text) {
  const holder = parse(text);
  if (!holder) return { holder, isHeld: false };
  if (holder.host === os.hostname() && holder.namespace === pidNamespace()) {
    return { holder, isHeld: processInfo(holder.pid)?.startedAt === holder.startedAt };
  }
  const ageMs = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return { holder, isHeld: ageMs < FOREIGN_STALE_MS };
}

/** Another start may have replaced the stale lock since it was judged: then its lock is put back. @param {string} file @param {string | null} judged */
function setAside(file, judged) {
  if (judged === null) return;
  const aside = `${file}.stale-${randomBytes(6).toString("hex")}`;
  try {
    fs.renameSync(file, aside);
    if (readText(aside) !== judged) fs.linkSync(aside, file);
  } catch {
    // Somebody else moved it first; the next attempt sees what is there now.
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/** @param {Holder} holder @param {string} dataFolder */
function held(holder, dataFolder) {
  return new StartError(
    `Faregate already runs on ${dataFolder} (pid ${holder.pid}, ${holder.portalUrl}). Stop it with \`npm stop\`, or set FAREGATE_DATA, PORT and GATEWAY_PORT for a second one.`,
    { exitCode: HELD_EXIT_CODE },
  );
}

/** @param {string | null} text @returns {Holder | null} */
function parse(text) {
  try {
    const value = JSON.parse(text ?? "");
    return Number.isInteger(value.pid) ? value : null;
  } catch {
    return null;
  }
}

/** @param {string} file */
function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    fs.utimesSync(file, new Date(), new Date());
  } catch {
    // The data folder went away; the database will say so louder.
  }
}

function pidNamespace() {
  try {
    return fs.readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
