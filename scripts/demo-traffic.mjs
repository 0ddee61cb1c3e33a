import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleOptions } from "./supervisor/bundle-services.mjs";
import { locateDataFolder } from "./supervisor/data-folder.mjs";
import { loadEnvFile } from "./supervisor/load-env-file.mjs";
import { readSettings } from "./supervisor/settings.mjs";

/**
 * Sends live calls of the demo's tenants through the gateway of the instance that runs on this data folder.
 *
 *     npm run demo:traffic -- --rate 1 --minutes 10
 */
const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);
loadEnvFile(root);
const { values } = parseArgs({
  options: { rate: { type: "string", default: "1" }, minutes: { type: "string", default: "10" } },
});
const rate = Number(values.rate);
const minutes = Number(values.minutes);
if (!(rate >= 0.1 && rate <= 20) || !(minutes >= 1 && minutes <= 240)) {
  console.error("--rate is 0.1 to 20 calls a second, --minutes is 1 to 240.");
  process.exit(1);
}

const dataFolder = locateDataFolder(readSettings(root, process.env).settings);
const facts = path.join(dataFolder, "demo.json");
if (!fs.existsSync(facts)) {
  console.error(`No demo runs on ${dataFolder}. Start it with npm start.`);
  process.exit(1);
}
const { gatewayUrl } = JSON.parse(fs.readFileSync(facts, "utf8"));
const { DEMO_API_KEY_SEED: seed } = JSON.parse(fs.readFileSync(path.join(dataFolder, "secrets.json"), "utf8"));

const folder = path.join(root, "dist/demo");
const outfile = path.join(folder, `traffic-${process.pid}.js`);
const esbuild = await import("esbuild");
const { entryPoints: _all, outdir: _out, ...options } = bundleOptions(root, folder);
await esbuild.build({ ...options, entryPoints: [path.join(root, "scripts/demo/send-traffic.ts")], outfile });
process.once("exit", () => {
  for (const file of [outfile, `${outfile}.map`]) fs.rmSync(file, { force: true });
});
const { sendTraffic } = await import(pathToFileURL(outfile).href);

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => ending.abort());
console.log(`About ${rate} calls a second for ${minutes} minutes to ${gatewayUrl}; Ctrl-C ends it.`);
await sendTraffic({ gatewayUrl, seed, rate, minutes, signal: ending.signal, tell: console.log });
