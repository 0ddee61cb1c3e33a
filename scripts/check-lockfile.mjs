import fs from "node:fs";
import path from "node:path";
import { deniedEntries, entriesWithHost, missingOptionalEntries } from "./lockfile/lockfile.mjs";

/** Fails when package-lock.json lacks platform packages, names a registry, or holds a version known to be unsafe. */
const root = path.resolve(import.meta.dirname, "..");
const readJson = (/** @type {string} */ name) => JSON.parse(fs.readFileSync(path.join(root, name), "utf8"));
const lock = readJson("package-lock.json");
const problems = [
  ...missingOptionalEntries(lock).map(
    ({ name, parent }) =>
      `${name} (optional, of ${parent || "package.json"}) is missing: run node scripts/complete-lock.mjs`,
  ),
  ...entriesWithHost(lock).map((place) => `${place} names the registry it came from`),
  ...deniedEntries(lock, readJson("security/deny.json")).map(
    ({ place, version, reason }) => `${place} ${version} is denied: ${reason}`,
  ),
];
for (const problem of problems) console.error(problem);
console.log(`${Object.keys(lock.packages).length} locked packages, ${problems.length} problems.`);
if (problems.length > 0) process.exitCode = 1;
