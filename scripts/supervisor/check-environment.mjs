import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { serviceEnvironment } from "./service-environment.mjs";
import { StartError } from "./start-error.mjs";

/**
 * Refuses a wrong environment with every problem at once: what the supervisor found itself, and what the rules of the
 * services (lib/env.ts, as bundled last) say. On a fresh clone those come with the install.
 *
 * @param {import("./settings.mjs").Settings} settings
 * @param {string[]} problems found so far, each beginning with the name of the variable
 * @throws {StartError}
 */
export async function checkEnvironment(settings, problems) {
  const named = new Set(problems.map(variableOf));
  const further = (await serviceProblems(settings)).filter((line) => !named.has(variableOf(line)));
  const all = [...problems, ...further];
  if (all.length === 0) return;
  throw new StartError(all.length === 1 ? "One setting is wrong:" : `${all.length} settings are wrong:`, {
    lastLines: all,
  });
}

/** @param {string} line */
const variableOf = (line) => line.split(" ")[0] ?? "";

/** @param {import("./settings.mjs").Settings} settings @returns {Promise<string[]>} */
async function serviceProblems(settings) {
  const rules = await loadRules(settings);
  if (!rules) return [];
  const secret = `demo-${"x".repeat(40)}`;
  const secrets = { NEXTAUTH_SECRET: secret, FAREGATE_MASTER_KEY: secret, FAREGATE_KEY_PEPPER: secret };
  /** @type {Record<string, string>} */
  const database = settings.databaseUrl ? { DATABASE_URL: settings.databaseUrl } : { PGHOST: "/run" };
  const env = serviceEnvironment(settings, "/", secrets, database, "portal");
  // Judged as they stand, not as the supervisor understood them.
  for (const name of ["PORT", "GATEWAY_PORT", "FAREGATE_MODE"]) if (process.env[name]) env[name] = process.env[name];
  try {
    rules.parseEnv(env);
    return [];
  } catch (error) {
    const [, ...lines] = (error instanceof Error ? error.message : String(error)).split("\n");
    return lines.map((line) => line.trim());
  }
}

/** @param {import("./settings.mjs").Settings} settings @returns {Promise<{ parseEnv(env: Record<string, string>): unknown } | null>} */
async function loadRules({ root, servicesFolder }) {
  const file = path.join(servicesFolder, "env.js");
  if (!fs.existsSync(file) || !fs.existsSync(path.join(root, "node_modules", "zod"))) return null;
  try {
    // The address changes with the file: a first look may have loaded an older one.
    return await import(`${pathToFileURL(file).href}?${fs.statSync(file).mtimeMs}`);
  } catch {
    return null;
  }
}
