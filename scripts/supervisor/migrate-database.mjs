import path from "node:path";
import { runChild } from "./run-child.mjs";

/**
 * Brings the database to this release. For the embedded one the passwords of the processes' roles go along, so that the
 * roles are made and kept in step with secrets.json.
 *
 * @param {{ settings: import("./settings.mjs").Settings, secrets: Record<string, string>, env: Record<string, string>,
 *   signal?: AbortSignal }} given
 */
export function migrateDatabase({ settings, secrets, env, signal }) {
  const roles = Object.fromEntries(Object.entries(secrets).filter(([name]) => name.startsWith("FG_")));
  return runChild(process.execPath, ["--enable-source-maps", path.join(settings.servicesFolder, "migrate.js")], {
    what: "Migrating the database",
    cwd: settings.root,
    env: settings.databaseUrl ? env : { ...env, ...roles },
    signal,
  });
}
