import fs from "node:fs";
import path from "node:path";
import { runChild } from "./run-child.mjs";
import { filesBelow, hashFiles, readStamp } from "./stamp.mjs";

const FOLDERS = ["app", "components", "db", "lib", "public"];
const isTest = (/** @type {string} */ file) => /\.test\.tsx?$|[\\/]testing[\\/]/.test(file);

/**
 * Builds the portal unless the build on disk was made from exactly these sources.
 *
 * @param {{ root: string, buildFolder: string, env: Record<string, string>, dataFolder?: string, signal?: AbortSignal }} given
 * @returns {Promise<"built" | "unchanged">}
 */
export async function buildPortal({ root, buildFolder, env, dataFolder, signal }) {
  const stampFile = path.join(root, buildFolder, ".faregate-stamp");
  const stamp = sourceHash(root, env);
  if (readStamp(stampFile) === stamp) return "unchanged";
  // Taken away first: a build that was killed half-way is never trusted.
  fs.rmSync(stampFile, { force: true });
  // The compiler reads the generated types of every build folder; those of routes that are gone would fail it.
  for (const folder of [".next", ".next-test"]) {
    for (const types of ["types", "dev/types"])
      fs.rmSync(path.join(root, folder, types), { recursive: true, force: true });
  }
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
  const logFile = dataFolder && path.join(dataFolder, "log", "build.log");
  await runChild(process.execPath, [next, "build"], { what: "Building the portal", cwd: root, env, logFile, signal });
  fs.writeFileSync(stampFile, stamp);
  return "built";
}

/** @param {string} root @param {Record<string, string>} env */
function sourceHash(root, env) {
  const rootFiles = fs
    .readdirSync(root, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        /\.(ts|tsx|mjs|json)$/.test(entry.name) &&
        !/^next-env|^(vitest|playwright|drizzle)\.|^(biome|knip)\.json$/.test(entry.name),
    )
    .map((entry) => entry.name)
    .sort();
  const files = [
    ...rootFiles.map((name) => path.join(root, name)),
    ...FOLDERS.flatMap((folder) => filesBelow(path.join(root, folder), isTest)),
  ];
  const baked = Object.keys(env)
    .filter((name) => name.startsWith("NEXT_PUBLIC_"))
    .sort()
    .map((name) => `${name}=${env[name]}`);
  const major = process.versions.node.split(".")[0] ?? "";
  return hashFiles(files, [...baked, `https ${env.PORTAL_URL?.startsWith("https:") === true}`, `node ${major}`]);
}
