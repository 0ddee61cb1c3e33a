import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { LauncherError } from "./launcher-error.mjs";

/**
 * @typedef {{ name: string, uid: number, gid: number, isOther: boolean }} Account
 * `isOther` is true when the database runs as somebody else than this process.
 */

/**
 * The account PostgreSQL runs as: ourselves, or for root `postgres`, else `nobody`, because it refuses to run as root.
 *
 * @returns {Account}
 * @throws {LauncherError} E2 when root has neither account.
 */
export function databaseAccount() {
  const uid = process.getuid?.() ?? -1;
  if (uid !== 0) return { name: ownName(uid), uid, gid: process.getgid?.() ?? -1, isOther: false };
  for (const name of ["postgres", "nobody"]) {
    const entry = passwdEntries().find((fields) => fields[0] === name);
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]), isOther: true };
  }
  throw new LauncherError(
    "E2",
    "PostgreSQL must not run as root and there is no `postgres` or `nobody` account. Start Faregate as a normal user or set DATABASE_URL.",
  );
}

/** Whether the account has a line in /etc/passwd, which initdb insists on. @param {Account} account */
export function hasPasswdEntry(account) {
  return process.platform !== "linux" || passwdEntries().some((fields) => Number(fields[2]) === account.uid);
}

/**
 * The first folder on the way from / to `target` that the account may not enter, or null when it can reach it.
 * Folders that do not exist yet are passed over: they will be made by us.
 *
 * @param {string} target @param {Account} account
 */
export function unreachableParent(target, account) {
  if (account.uid < 0) return null;
  const parents = [];
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    parents.unshift(folder);
    if (folder === path.dirname(folder)) break;
  }
  for (const folder of parents) {
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    if (stat?.isDirectory() && !mayEnter(stat, account)) return folder;
  }
  return null;
}

/** @param {fs.Stats} stat @param {Account} account */
function mayEnter(stat, account) {
  if (account.uid === 0) return true;
  if (stat.uid === account.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === account.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}

function passwdEntries() {
  try {
    return fs
      .readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .filter((fields) => fields.length >= 4);
  } catch {
    return [];
  }
}

/** @param {number} uid */
function ownName(uid) {
  try {
    return os.userInfo().username;
  } catch {
    return String(uid);
  }
}
