import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { LauncherError } from "../postgres/launcher-error.mjs";
import { findFreePort, isPortFree } from "./ports.mjs";
import { StartError } from "./start-error.mjs";

const text = (/** @type {number} */ bytes) => randomBytes(bytes).toString("base64url");

/** Of the embedded database: they never leave this machine, so every mode makes its own. */
const databaseSecrets = {
  PGPASSWORD: () => text(24),
  FG_PORTAL_PASSWORD: () => text(24),
  FG_GATEWAY_PASSWORD: () => text(24),
  FG_WORKER_PASSWORD: () => text(24),
};

/** Made for demo mode only; the prefix lets production mode tell and refuse them. */
const demoSecrets = {
  NEXTAUTH_SECRET: () => `demo-${text(32)}`,
  FAREGATE_KEY_PEPPER: () => `demo-${text(32)}`,
  FAREGATE_MASTER_KEY: () => `demo-${randomBytes(32).toString("base64")}`,
  DEMO_ADMIN_PASSWORD: () => text(12),
  DEMO_OWNER_PASSWORD: () => text(12),
  DEMO_DEVELOPER_PASSWORD: () => text(12),
  DEMO_API_KEY_SEED: () => text(32),
  STRIPE_SANDBOX_WEBHOOK_SECRET: () => `whsec_${randomBytes(24).toString("hex")}`,
};

/**
 * Reads the installation's secrets and adds what is missing. Kept in `<data>/secrets.json`, mode 0600.
 *
 * @param {string} dataFolder @param {{ mode: "demo" | "production", databaseUrl: string | null }} settings
 * @returns {Promise<Record<string, string>>} by the name of the environment variable that carries it
 */
export async function openSecrets(dataFolder, { mode, databaseUrl }) {
  const file = path.join(dataFolder, "secrets.json");
  const stored = read(file);
  if (!databaseUrl && !stored.PGPASSWORD && fs.existsSync(path.join(dataFolder, "pg"))) {
    throw new LauncherError(
      "E9",
      `Data exists but its password is missing from secrets.json. Restore that file, or move ${path.join(dataFolder, "pg")} away to begin anew.`,
    );
  }
  const makers = { ...databaseSecrets, ...(mode === "demo" ? demoSecrets : {}) };
  const secrets = { ...stored };
  for (const [name, make] of Object.entries(makers)) secrets[name] ??= make();
  if (mode === "demo") {
    const port = Number(secrets.DEMO_UPSTREAM_PORT);
    if (!port || !(await isPortFree(port))) secrets.DEMO_UPSTREAM_PORT = String(await findFreePort());
  }
  if (JSON.stringify(secrets) !== JSON.stringify(stored)) write(file, secrets);
  return Object.fromEntries(Object.entries(secrets).filter(([name]) => mode === "demo" || name in databaseSecrets));
}

/** @param {string} file @returns {Record<string, string>} */
function read(file) {
  try {
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new StartError(
      `${file} cannot be read (${code ?? message}). Restore it, or start as the account that owns it.`,
    );
  }
}

/** Through a second file, so that a crash leaves the old one or the new one, never half. @param {string} file @param {Record<string, string>} secrets */
function write(file, secrets) {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(draft, file);
}
