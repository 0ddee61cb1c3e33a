import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundleOptions } from "./supervisor/bundle-services.mjs";
import { loadEnvFile } from "./supervisor/load-env-file.mjs";
import { requireNodeVersion } from "./supervisor/node-version.mjs";

/**
 * Runs one gateway alone, against a database that `npm start` somewhere has prepared: as many as wanted, on one machine
 * (each with its GATEWAY_PORT) or on many. The journal lies in JOURNAL_FOLDER, which no other process may use.
 *
 *     DATABASE_URL=postgres://… GATEWAY_PORT=8402 npm run gateway
 */
const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);
requireNodeVersion(process.versions.node);
loadEnvFile(root);
process.env.NODE_ENV ||= "production";
process.env.FAREGATE_SERVICE = "gateway";

// Each gateway runs from a bundle of its own: another one may be built while this one starts.
const folder = path.join(root, "dist/gateways");
const outfile = path.join(folder, `gateway-${process.pid}.js`);
const esbuild = await import("esbuild");
const { entryPoints: _all, outdir: _out, ...options } = bundleOptions(root, folder);
await esbuild.build({ ...options, entryPoints: [path.join(root, "scripts/gateway.ts")], outfile });
process.once("exit", () => {
  for (const file of [outfile, `${outfile}.map`]) fs.rmSync(file, { force: true });
});
await import(pathToFileURL(outfile).href);
