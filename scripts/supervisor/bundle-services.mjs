import fs from "node:fs";
import { StartError } from "./start-error.mjs";

/** Everything that runs outside Next, and the environment rules, which the start itself applies: name → entry file. */
const ENTRIES = {
  gateway: "scripts/gateway.ts",
  worker: "scripts/worker.ts",
  "demo-upstream": "scripts/demo-upstream.ts",
  "stripe-sandbox": "scripts/stripe-sandbox/main.ts",
  migrate: "scripts/migrate.ts",
  seed: "scripts/seed.ts",
  "first-admin": "scripts/first-admin.ts",
  env: "lib/env.ts",
};

/** @param {string} root @param {string} outdir @returns {import("esbuild").BuildOptions} */
export function bundleOptions(root, outdir) {
  return {
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "silent",
  };
}

/**
 * Bundles the services into `outdir`. Files whose content is the same stay untouched, others are replaced in one
 * move: an instance that runs from the same folder never reads half a file.
 *
 * @param {string} root @param {string} outdir absolute
 * @returns {Promise<"bundled" | "unchanged">}
 * @throws {StartError} with what the bundler found wrong
 */
export async function bundleServices(root, outdir) {
  const esbuild = await import("esbuild");
  /** @type {import("esbuild").BuildResult} */
  let result;
  try {
    result = await esbuild.build({ ...bundleOptions(root, outdir), write: false });
  } catch (error) {
    const { errors = [], message } = /** @type {import("esbuild").BuildFailure} */ (error);
    const lastLines = errors.map(({ text, location }) => `${location?.file ?? ""}:${location?.line ?? ""} ${text}`);
    throw new StartError("The services could not be bundled.", { lastLines: lastLines.length ? lastLines : [message] });
  }
  fs.mkdirSync(outdir, { recursive: true });
  const changed = (result.outputFiles ?? []).filter(
    ({ path: file, contents }) => !fs.existsSync(file) || !fs.readFileSync(file).equals(contents),
  );
  for (const { path: file, contents } of changed) {
    fs.writeFileSync(`${file}.${process.pid}`, contents);
    fs.renameSync(`${file}.${process.pid}`, file);
  }
  return changed.length > 0 ? "bundled" : "unchanged";
}
