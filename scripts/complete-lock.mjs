import fs from "node:fs";
import path from "node:path";
import { missingOptionalEntries } from "./lockfile/lockfile.mjs";
import { platformOf } from "./lockfile/platform-of.mjs";

/** Adds the platform packages that a partial registry left out of package-lock.json. Run it after every change of the lock. */
const file = path.resolve(import.meta.dirname, "..", "package-lock.json");
/** @type {import("./lockfile/lockfile.mjs").Lockfile} */
const lock = JSON.parse(fs.readFileSync(file, "utf8"));
const unknown = [];
let added = 0;

for (const { parent, name, range } of missingOptionalEntries(lock)) {
  const platform = platformOf(name);
  if (!platform) {
    unknown.push(`${name}@${range} (of ${parent || "package.json"})`);
    continue;
  }
  const isDev = lock.packages[parent]?.dev === true;
  const entry = { version: range.replace(/^[\^~]/, ""), ...(isDev ? { dev: true } : {}), optional: true, ...platform };
  lock.packages[`node_modules/${name}`] = entry;
  added++;
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
if (added > 0) fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added to package-lock.json.`);
if (unknown.length > 0) {
  console.error(`No platform can be read from the name of: ${unknown.join(", ")}.`);
  process.exitCode = 1;
}
