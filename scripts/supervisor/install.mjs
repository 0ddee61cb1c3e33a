import fs from "node:fs";
import path from "node:path";
import { runChild } from "./run-child.mjs";
import { hashFiles, readStamp } from "./stamp.mjs";

/**
 * Installs exactly what the lock names, without running package scripts, unless that is what is already there.
 *
 * @param {string} root @param {{ dataFolder?: string, signal?: AbortSignal }} [options]
 * @returns {Promise<"installed" | "unchanged">}
 */
export async function installPackages(root, { dataFolder, signal } = {}) {
  const stampFile = path.join(root, "node_modules", ".faregate-stamp");
  const manifests = ["package.json", "package-lock.json"].map((name) => path.join(root, name));
  const major = process.versions.node.split(".")[0] ?? "";
  const stamp = hashFiles(manifests, [`node ${major}`]);
  if (readStamp(stampFile) === stamp) return "unchanged";
  if (isAsLocked(root)) {
    fs.writeFileSync(stampFile, stamp);
    return "unchanged";
  }
  fs.rmSync(stampFile, { force: true });
  const [command, args] = npm();
  await runChild(command, [...args, "ci", "--ignore-scripts", "--include=dev", "--prefer-offline"], {
    what: "Installing the packages",
    cwd: root,
    env: { ...process.env, NODE_ENV: undefined },
    signal,
    logFile: dataFolder && path.join(dataFolder, "log", "install.log"),
    explain: (output) => {
      if (!output.includes("EUSAGE")) return null;
      const missing = /(Missing|Invalid): .*/.exec(output)?.[0] ?? "";
      return `package-lock.json does not fit package.json (${missing}). Run \`npm install\`, then \`node scripts/complete-lock.mjs\`, and start again.`;
    },
  });
  fs.writeFileSync(stampFile, stamp);
  return "installed";
}

/** npm keeps a record of what it installed; equal versions in the same places need no second install. @param {string} root */
function isAsLocked(root) {
  const manifest = readJson(path.join(root, "package.json"));
  const wanted = readJson(path.join(root, "package-lock.json"))?.packages;
  const present = readJson(path.join(root, "node_modules", ".package-lock.json"))?.packages;
  if (!manifest || !wanted || !present) return false;
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
    if (JSON.stringify(sorted(manifest[kind])) !== JSON.stringify(sorted(wanted[""]?.[kind]))) return false;
  }
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === "") return true;
    if (!present[place]) return entry.optional === true && !isForHere(entry);
    return present[place].version === entry.version && fs.existsSync(path.join(root, place, "package.json"));
  });
}

/** @param {{ os?: string[], cpu?: string[], libc?: string[] }} entry */
function isForHere(entry) {
  // Builds for WebAssembly and what they need name no platform; npm leaves them out where a native build exists.
  if (!entry.os) return false;
  const isListed = (/** @type {string[] | undefined} */ list, /** @type {string} */ value) =>
    !list || list.includes(value);
  const libc = process.platform === "linux" && isMusl() ? "musl" : "glibc";
  return isListed(entry.os, process.platform) && isListed(entry.cpu, process.arch) && isListed(entry.libc, libc);
}

function isMusl() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report?.getReport() ?? {});
  return report.header?.glibcVersionRuntime === undefined;
}

/** Under `npm start` the very npm that was called; else the one on the path. @returns {[string, string[]]} */
function npm() {
  const file = process.env.npm_execpath ?? "";
  if (file.endsWith("npm-cli.js")) return [process.execPath, [file]];
  return [process.platform === "win32" ? "npm.cmd" : "npm", []];
}

/** @param {Record<string, string> | undefined} record */
const sorted = (record) => Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
