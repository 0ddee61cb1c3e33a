import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { hasPasswdEntry } from "./account.mjs";
import { giveTo } from "./folders.mjs";
import { LauncherError } from "./launcher-error.mjs";

const run = promisify(execFile);

/**
 * Makes the cluster on the first start. It is prepared under another name and renamed only when initdb succeeded:
 * a killed initdb leaves a folder that looks finished.
 *
 * @param {{ cluster: string, socket: string, binaries: string, account: import("./account.mjs").Account,
 *   password: string, env: Record<string, string>, settings: string[] }} given
 */
export async function initialise({ cluster, socket, binaries, account, password, env, settings }) {
  if (!hasPasswdEntry(account)) {
    throw new LauncherError(
      "E4",
      `User id ${account.uid} has no entry in /etc/passwd, which the first start needs. Add one, or start once under a named account.`,
    );
  }
  const parent = path.dirname(cluster);
  for (const name of fs.readdirSync(parent)) {
    if (name.startsWith("pg.init-")) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  const fresh = path.join(parent, `pg.init-${randomBytes(6).toString("hex")}`);
  fs.mkdirSync(fresh, { mode: 0o700 });
  giveTo(fresh, account);
  const passwordFile = path.join(socket, `.password-${randomBytes(6).toString("hex")}`);
  try {
    fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: "wx" });
    giveTo(passwordFile, account);
    await run(path.join(binaries, "bin", "initdb"), initArguments(fresh, passwordFile, settings), {
      cwd: socket,
      env,
      ...(account.isOther ? { uid: account.uid, gid: account.gid } : {}),
    });
    fs.renameSync(fresh, cluster);
  } catch (error) {
    fs.rmSync(fresh, { recursive: true, force: true });
    const { stderr, message } = /** @type {Error & { stderr?: string }} */ (error);
    throw new LauncherError("E7", `PostgreSQL could not prepare its data folder: ${(stderr || message).trim()}`);
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

/** @param {string} folder @param {string} passwordFile @param {string[]} settings */
function initArguments(folder, passwordFile, settings) {
  return [
    ...["-D", folder, "--username=faregate", "--auth=scram-sha-256", `--pwfile=${passwordFile}`],
    ...["--encoding=UTF8", "--no-locale", "--data-checksums", "--no-instructions"],
    ...settings.flatMap((setting) => ["-c", setting]),
  ];
}
