import fs from "node:fs";
import path from "node:path";
import { runChild } from "./run-child.mjs";
import { StartError } from "./start-error.mjs";

/**
 * @typedef {{ apiKey: string, users: { role: string, email: string, password: string }[], samplePath: string }} SeedFacts
 * @typedef {{ portalUrl: string, gatewayUrl: string, apiKey: string, curl: string, users: SeedFacts["users"] }} DemoFacts
 */

/**
 * Makes sure the demo data is there and writes what a visitor needs to `<data>/demo.json`. The seed decides by the
 * database whether there is anything to do; passwords and the key follow from secrets.json and survive restarts.
 *
 * @param {{ settings: import("./settings.mjs").Settings, dataFolder: string, secrets: Record<string, string>,
 *   env: Record<string, string>, signal?: AbortSignal, note?: (line: string) => void }} given
 * @returns {Promise<DemoFacts | null>} null in production mode, which has no demo and keeps none of its sign-ins
 */
export async function seedDemo({ settings, dataFolder, secrets, env, signal, note }) {
  const file = path.join(dataFolder, "demo.json");
  if (settings.mode !== "demo") {
    fs.rmSync(file, { force: true });
    return null;
  }
  const demoSecrets = Object.fromEntries(Object.entries(secrets).filter(([name]) => name.startsWith("DEMO_")));
  const output = await runChild(
    process.execPath,
    ["--enable-source-maps", "--max-semi-space-size=64", path.join(settings.servicesFolder, "seed.js"), "--ensure"],
    {
      what: "Preparing the demo data",
      cwd: settings.root,
      env: { ...env, ...demoSecrets },
      signal,
      tell: note,
    },
  );
  const seeded = readFacts(output);
  if ("skipped" in seeded) return null;
  const { apiKey, users, samplePath } = seeded;
  const curl = `curl -i -H "Authorization: Bearer ${apiKey}" "${settings.gatewayUrl}${samplePath}"`;
  const facts = { portalUrl: settings.portalUrl, gatewayUrl: settings.gatewayUrl, apiKey, curl, users };
  fs.writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(`${file}.${process.pid}`, file);
  return facts;
}

/** @param {string} output @returns {SeedFacts | { skipped: true }} */
function readFacts(output) {
  for (const line of output.trim().split("\n").reverse()) {
    try {
      const facts = JSON.parse(line);
      if (facts.skipped === true) return facts;
      if (typeof facts.apiKey === "string" && Array.isArray(facts.users) && typeof facts.samplePath === "string")
        return facts;
    } catch {
      // Not the line of facts.
    }
  }
  throw new StartError("The demo data came without its facts.", { lastLines: output.trim().split("\n").slice(-20) });
}
