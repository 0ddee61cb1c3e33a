import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** SHA-256 over the names and contents of files (missing ones count as such) and further texts. @param {string[]} files @param {string[]} [extra] */
export function hashFiles(files, extra = []) {
  const hash = createHash("sha256");
  for (const file of files) {
    const content = fs.existsSync(file) ? fs.readFileSync(file) : "";
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  for (const text of extra) hash.update(`\0${text}`);
  return hash.digest("hex");
}

/** All files below a folder, sorted, without those that `skip` names. @param {string} folder @param {(path: string) => boolean} [skip] @returns {string[]} */
export function filesBelow(folder, skip = () => false) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !skip(file))
    .sort();
}

/** @param {string} file */
export function readStamp(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : null;
}
