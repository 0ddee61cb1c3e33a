import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { findBrowser } from "../find-browser.mjs";
import { findFreePort } from "../supervisor/ports.mjs";
import { runCommand } from "./run-command.mjs";

const START_TIMEOUT_MS = 180_000;
const JOURNEYS_TIMEOUT_MS = 420_000;

/**
 * The journeys in a real browser against a whole instance of its own: free ports, own data, own build.
 *
 * @param {{ root: string, temporary: string, grep: string | null }} given
 * @returns {Promise<import("./static-checks.mjs").Result>}
 */
export async function runJourneys({ root, temporary, grep }) {
  const browser = await findBrowser(root);
  const dataFolder = path.join(temporary, "data");
  const instance = await startInstance(root, dataFolder);
  try {
    const demoJson = path.join(dataFolder, "demo.json");
    const { portalUrl, gatewayUrl } = JSON.parse(fs.readFileSync(demoJson, "utf8"));
    const report = path.join(temporary, "journeys.json");
    const { ok, output } = await runCommand(
      [
        process.execPath,
        path.join(root, "node_modules", "@playwright", "test", "cli.js"),
        "test",
        ...(grep ? ["--grep", grep] : []),
      ],
      {
        cwd: root,
        timeoutMs: JOURNEYS_TIMEOUT_MS,
        env: {
          ...process.env,
          ...browser.env,
          CHROMIUM_PATH: browser.path,
          E2E_PORTAL_URL: portalUrl,
          E2E_GATEWAY_URL: gatewayUrl,
          E2E_DEMO_JSON: demoJson,
          E2E_REPORT: report,
          FORCE_COLOR: "0",
        },
      },
    );
    if (!fs.existsSync(report)) return { passed: 0, failed: 1, output };
    const { stats } = JSON.parse(fs.readFileSync(report, "utf8"));
    const failed = stats.unexpected + stats.flaky;
    return { passed: stats.expected, failed: ok ? failed : Math.max(failed, 1), output };
  } finally {
    await instance.stop();
  }
}

/** @param {string} root @param {string} dataFolder */
async function startInstance(root, dataFolder) {
  fs.mkdirSync(dataFolder, { recursive: true, mode: 0o755 });
  const [port, gatewayPort] = [await findFreePort(), await findFreePort()];
  const child = spawn(process.execPath, [path.join(root, "scripts", "start.mjs")], {
    cwd: root,
    env: instanceEnvironment({
      PORT: String(port),
      GATEWAY_PORT: String(gatewayPort),
      FAREGATE_DATA: dataFolder,
      NEXT_DIST_DIR: ".next-test",
    }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  try {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The instance was not ready in time:\n${output}`)),
        START_TIMEOUT_MS,
      );
      const collect = (/** @type {Buffer} */ data) => {
        output += data;
        if (!output.includes("Faregate is ready")) return;
        clearTimeout(timer);
        resolve(null);
      };
      child.stdout.on("data", collect);
      child.stderr.on("data", collect);
      child.once("exit", () => {
        clearTimeout(timer);
        reject(new Error(`The instance did not start:\n${output}`));
      });
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

/** The person's own settings do not reach the instance under test. @param {Record<string, string>} own */
function instanceEnvironment(own) {
  const foreign =
    /^(FAREGATE_|PG|NEXTAUTH_|DEMO_|GITHUB_ID|GITHUB_SECRET|GOOGLE_|OIDC_|DATABASE_URL|PORTAL_URL|GATEWAY_URL|NODE_ENV)/;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))), ...own };
}
