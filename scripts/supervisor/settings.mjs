import path from "node:path";

/**
 * @typedef {{ root: string, isDev: boolean, mode: "demo" | "production", port: number, gatewayPort: number,
 *   sandboxPort: number | null, portalUrl: string, gatewayUrl: string, databaseUrl: string | null,
 *   dataFolder: string | null, buildFolder: string, servicesFolder: string }} Settings
 * `dataFolder` is null when the operator named none; `sandboxPort` is null where no payment sandbox runs: with a real
 * Stripe key, with billing by hand, and in production.
 */

/**
 * What the supervisor itself reads from the environment, and every problem with it, one line each.
 *
 * @param {string} root @param {Record<string, string | undefined>} env @param {{ isDev?: boolean }} [options]
 * @returns {{ settings: Settings, problems: string[] }}
 */
export function readSettings(root, env, { isDev = false } = {}) {
  /** @type {string[]} */
  const problems = [];
  const port = readPort("PORT", env.PORT, 3000, problems);
  const gatewayPort = readPort("GATEWAY_PORT", env.GATEWAY_PORT, 8402, problems);
  if (port === gatewayPort) problems.push(`GATEWAY_PORT must differ from PORT (both are ${port})`);
  const mode = env.FAREGATE_MODE || "demo";
  if (mode !== "demo" && mode !== "production")
    problems.push(`FAREGATE_MODE must be demo or production, not "${mode}"`);
  const wantsSandbox = mode === "demo" && !env.STRIPE_SECRET_KEY && env.FAREGATE_BILLING !== "manual";
  const sandboxPort = wantsSandbox ? readPort("STRIPE_SANDBOX_PORT", env.STRIPE_SANDBOX_PORT, 4242, problems) : null;
  if (sandboxPort === port || sandboxPort === gatewayPort) {
    problems.push(`STRIPE_SANDBOX_PORT must differ from PORT and GATEWAY_PORT (it is ${sandboxPort})`);
  }
  const databaseUrl = env.DATABASE_URL || null;
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    problems.push("DATABASE_URL must start with postgres:// or postgresql://");
  }
  const buildFolder = env.NEXT_DIST_DIR || ".next";
  const settings = {
    root,
    isDev,
    mode: mode === "production" ? /** @type {const} */ ("production") : /** @type {const} */ ("demo"),
    port,
    gatewayPort,
    sandboxPort,
    portalUrl: env.PORTAL_URL || `http://localhost:${port}`,
    gatewayUrl: env.GATEWAY_URL || `http://localhost:${gatewayPort}`,
    databaseUrl,
    dataFolder: env.FAREGATE_DATA ? path.resolve(root, env.FAREGATE_DATA) : null,
    buildFolder,
    // A test instance must not replace the files of a running one.
    servicesFolder: path.join(root, "dist", buildFolder === ".next" ? "" : path.basename(buildFolder)),
  };
  return { settings, problems };
}

/** @param {string} name @param {string | undefined} text @param {number} fallback @param {string[]} problems */
function readPort(name, text, fallback, problems) {
  if (!text) return fallback;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  problems.push(`${name} must be a port number from 1 to 65535, not "${text}"`);
  return fallback;
}
