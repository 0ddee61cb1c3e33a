import path from "node:path";
import { build } from "esbuild";

/**
 * Bundles TypeScript programs of the measurements, each under its own name.
 *
 * @param {string} root @param {string} outdir @param {string[]} tools paths from the root
 */
export async function bundleTools(root, outdir, tools) {
  await build({
    absWorkingDir: root,
    entryPoints: tools.map((tool) => ({ in: tool, out: path.basename(tool, ".ts") })),
    outdir,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "error",
  });
}
