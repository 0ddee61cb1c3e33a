import path from "node:path";

/**
 * The environment of one process: the operator's own variables, what is derived from the settings, and the secrets
 * this process needs. Values the operator set win over generated ones.
 *
 * @param {import("./settings.mjs").Settings} settings
 * @param {string} dataFolder
 * @param {Record<string, string>} secrets
 * @param {Record<string, string>} database the `PG*` variables or `DATABASE_URL` of this process
 * @param {"portal" | "gateway" | "worker" | "tool"} service the gateway is told nothing of payments
 * @returns {Record<string, string>}
 */
export function serviceEnvironment(settings, dataFolder, secrets, database, service) {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name, value]) => value && !name.startsWith("npm_")),
  );
  if (service === "gateway") for (const name of Object.keys(own)) if (/^(STRIPE_|SMTP_)/.test(name)) delete own[name];
  const isDemo = settings.mode === "demo";
  const generated = isDemo ? ["NEXTAUTH_SECRET", "FAREGATE_MASTER_KEY", "FAREGATE_KEY_PEPPER"] : [];
  return /** @type {Record<string, string>} */ ({
    ...(isDemo ? { UPSTREAM_ALLOWED_RANGES: "127.0.0.0/8,::1/128" } : {}),
    ...Object.fromEntries(generated.map((name) => [name, secrets[name]])),
    ...own,
    ...database,
    NODE_ENV: settings.isDev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_DIST_DIR: settings.buildFolder,
    FAREGATE_MODE: settings.mode,
    FAREGATE_SERVICE: service,
    FAREGATE_DATA: dataFolder,
    // One journal for each process: a folder is held by one alone.
    JOURNAL_FOLDER: path.join(own.JOURNAL_FOLDER ?? path.join(dataFolder, "journal"), service),
    PORT: String(settings.port),
    GATEWAY_PORT: String(settings.gatewayPort),
    PORTAL_URL: settings.portalUrl,
    GATEWAY_URL: settings.gatewayUrl,
    NEXTAUTH_URL: settings.portalUrl,
    // Known to the gateway as well, which sends nothing there.
    ...(settings.sandboxPort !== null ? { STRIPE_SANDBOX_PORT: String(settings.sandboxPort) } : {}),
    ...(settings.sandboxPort !== null && service !== "gateway"
      ? {
          FAREGATE_STRIPE_SANDBOX_URL: `http://127.0.0.1:${settings.sandboxPort}`,
          STRIPE_WEBHOOK_SECRET: secrets.STRIPE_SANDBOX_WEBHOOK_SECRET,
        }
      : {}),
    ...(isDemo && secrets.DEMO_UPSTREAM_PORT ? { DEMO_UPSTREAM_PORT: secrets.DEMO_UPSTREAM_PORT } : {}),
  });
}
