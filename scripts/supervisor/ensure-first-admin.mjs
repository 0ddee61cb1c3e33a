import path from "node:path";
import { runChild } from "./run-child.mjs";

/** @typedef {{ email: string, password: string } | { missing: string } | null} FirstAdmin null when there is staff already */

/**
 * Production: an installation without staff gets its first admin. The password exists in this answer only.
 *
 * @param {{ settings: import("./settings.mjs").Settings, env: Record<string, string>, signal?: AbortSignal }} given
 * @returns {Promise<FirstAdmin>}
 */
export async function ensureFirstAdmin({ settings, env, signal }) {
  const program = path.join(settings.servicesFolder, "first-admin.js");
  const output = await runChild(process.execPath, ["--enable-source-maps", program], {
    what: "Looking for the first admin",
    cwd: settings.root,
    env,
    signal,
  });
  return JSON.parse(output.trim().split("\n").at(-1) ?? "null");
}
