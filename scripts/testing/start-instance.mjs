import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { findFreePort } from "../supervisor/ports.mjs";

/** For a build, the demo and the services on a machine that does much else; nothing is proven by it. */
const START_TIMEOUT_MS = 900_000;

/**
 * A whole instance, as `npm start` brings it up, on free ports with a data folder and a build of its own.
 *
 * @param {{ root: string, dataFolder: string, env?: Record<string, string> }} given
 * @returns {Promise<{ pid: number, portalUrl: string, gatewayUrl: string, output: () => string,
 *   exited: Promise<number | null>, stop: () => Promise<number | null> }>}
 * @throws {Error} with everything it printed when it does not become ready
 */
export async function startInstance({ root, dataFolder, env = {} }) {
  fs.mkdirSync(dataFolder, { recursive: true, mode: 0o755 });
  const own = {
    PORT: String(await findFreePort()),
    GATEWAY_PORT: String(await findFreePort()),
    STRIPE_SANDBOX_PORT: String(await findFreePort()),
    FAREGATE_DATA: dataFolder,
    NEXT_DIST_DIR: ".next-test",
    FAREGATE_ENV_FILE: "off",
    ...env,
  };
  const child = spawn(process.execPath, [path.join(root, "scripts", "start.mjs")], {
    cwd: root,
    env: withoutPersonalSettings(own),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = () => {
    child.kill("SIGTERM");
    return exited;
  };
  /** @type {Promise<void>} */
  const ready = new Promise((resolve, reject) => {
    const give = (/** @type {string} */ why) => reject(new Error(`${why}:\n${output}`));
    const timer = setTimeout(() => give("The instance was not ready in time"), START_TIMEOUT_MS);
    const collect = (/** @type {Buffer} */ data) => {
      output += data;
      if (!output.includes("Stop with Ctrl-C")) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("exit", () => {
      clearTimeout(timer);
      give("The instance did not start");
    });
  });
  await ready.catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    pid: child.pid ?? 0,
    portalUrl: `http://localhost:${own.PORT}`,
    gatewayUrl: `http://localhost:${own.GATEWAY_PORT}`,
    output: () => output,
    exited,
    stop,
  };
}

/** The person's own settings do not reach an instance under test. @param {Record<string, string>} own */
function withoutPersonalSettings(own) {
  const personal =
    /^(FAREGATE_|PG|NEXTAUTH_|DEMO_|GITHUB_ID|GITHUB_SECRET|GOOGLE_|OIDC_|STRIPE_SECRET|STRIPE_WEBHOOK|STRIPE_AUTO|SMTP_|MAIL_|DATABASE_URL|PORTAL_URL|GATEWAY_URL|NODE_ENV|VITEST)/;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !personal.test(name))), ...own };
}
