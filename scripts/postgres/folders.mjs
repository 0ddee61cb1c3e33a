import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { unreachableParent } from "./account.mjs";
import { LauncherError } from "./launcher-error.mjs";

/** The kernel allows 107 bytes for a socket address; 100 leaves room for other systems. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * The cluster folder `<data>/pg`, checked: reachable for the account and, if it exists, its own and private.
 *
 * @param {string} dataFolder @param {import("./account.mjs").Account} account
 * @throws {LauncherError} E3
 */
export function clusterFolder(dataFolder, account) {
  const blocked = unreachableParent(dataFolder, account);
  if (blocked) throw unusable(dataFolder, account, `${blocked} does not let it in`);
  const folder = path.join(dataFolder, "pg");
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (stat && !stat.isDirectory()) throw unusable(folder, account, "it is not a folder");
  if (stat && account.uid >= 0 && stat.uid !== account.uid) throw unusable(folder, account, "another account owns it");
  if (stat && (stat.mode & 0o077) !== 0) throw unusable(folder, account, "others may enter it; its mode must be 0700");
  return folder;
}

/**
 * The private folder of the socket: `<data>/run`, or a short name in the temporary folder when that path is too long.
 *
 * @param {string} dataFolder @param {import("./account.mjs").Account} account
 * @throws {LauncherError} E5 when it exists and is not a real folder that only the account may enter.
 */
export function socketFolder(dataFolder, account) {
  const inside = path.join(dataFolder, "run");
  const fits = Buffer.byteLength(`${inside}/.s.PGSQL.5432.lock`) <= MAX_SOCKET_PATH_BYTES;
  const short = createHash("sha256").update(dataFolder).digest("hex").slice(0, 8);
  const folder = fits ? inside : path.join(os.tmpdir(), `faregate-${short}`);
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
    giveTo(folder, account);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
  }
  const stat = fs.lstatSync(folder);
  const isPrivate =
    stat.isDirectory() && (account.uid < 0 || stat.uid === account.uid) && (stat.mode & 0o777) === 0o700;
  if (!isPrivate) {
    throw new LauncherError(
      "E5",
      `The socket folder ${folder} exists and is not private to ${account.name}. Remove it.`,
    );
  }
  return folder;
}

/** @param {string} target @param {import("./account.mjs").Account} account */
export function giveTo(target, account) {
  if (account.isOther) fs.chownSync(target, account.uid, account.gid);
}

/** @param {string} folder @param {import("./account.mjs").Account} account @param {string} why */
function unusable(folder, account, why) {
  return new LauncherError(
    "E3",
    `The data folder ${folder} cannot be used by account ${account.name} (${why}). Set FAREGATE_DATA to a folder it can reach, for example /var/lib/faregate.`,
  );
}
