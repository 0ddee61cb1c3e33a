import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { databaseAccount, unreachableParent } from "../postgres/account.mjs";
import { StartError } from "./start-error.mjs";

/**
 * The folder that holds everything an installation owns, made if missing. By default `.faregate` in the checkout; for
 * root under /var/lib/faregate when the database's account could not reach it there (remembered in `.faregate/location`).
 *
 * @param {import("./settings.mjs").Settings} settings
 * @throws {StartError} when it cannot be made or written
 */
export function openDataFolder(settings) {
  const folder = settings.dataFolder ?? defaultFolder(settings);
  const inCheckout = path.join(settings.root, ".faregate");
  makeWritable(folder);
  if (settings.dataFolder === null && folder !== inCheckout) {
    makeWritable(inCheckout);
    fs.writeFileSync(path.join(inCheckout, "location"), `${folder}\n`);
    // Whoever looks for the demo's sign-ins in the usual place finds them.
    const usual = path.join(inCheckout, "demo.json");
    if (!fs.lstatSync(usual, { throwIfNoEntry: false })) fs.symlinkSync(path.join(folder, "demo.json"), usual);
  }
  return folder;
}

/** Where the data folder is or would be; nothing is made. @param {import("./settings.mjs").Settings} settings */
export function locateDataFolder(settings) {
  return settings.dataFolder ?? defaultFolder(settings);
}

/** @param {import("./settings.mjs").Settings} settings */
function defaultFolder({ root, databaseUrl }) {
  const inCheckout = path.join(root, ".faregate");
  const remembered = path.join(inCheckout, "location");
  if (fs.existsSync(remembered)) return fs.readFileSync(remembered, "utf8").trim();
  if (databaseUrl || process.getuid?.() !== 0) return inCheckout;
  if (unreachableParent(inCheckout, databaseAccount()) === null) return inCheckout;
  return path.join("/var/lib/faregate", createHash("sha256").update(root).digest("hex").slice(0, 8));
}

/** @param {string} folder */
function makeWritable(folder) {
  try {
    // The mode is set apart from making it: a strict umask would lock the database's account out.
    if (fs.mkdirSync(folder, { recursive: true })) fs.chmodSync(folder, 0o755);
    const probe = path.join(folder, `.probe-${process.pid}`);
    fs.writeFileSync(probe, "");
    fs.rmSync(probe);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new StartError(
      `The data folder ${folder} cannot be written (${code}). Set FAREGATE_DATA to a folder that you may write to.`,
    );
  }
}
