import fs from "node:fs";
import path from "node:path";
import { findBrowser } from "../find-browser.mjs";
import { runCommand } from "./run-command.mjs";
import { startInstance } from "./start-instance.mjs";

const JOURNEYS_TIMEOUT_MS = 2_400_000;

/**
 * The journeys in a real browser against a whole instance of its own: free ports, own data, own build.
 *
 * @param {{ root: string, temporary: string, grep: string | null }} given
 * @returns {Promise<import("./static-checks.mjs").Result>}
 */
export async function runJourneys({ root, temporary, grep }) {
  const browser = await findBrowser(root);
  const dataFolder = path.join(temporary, "data");
  const instance = await startInstance({ root, dataFolder });
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
          FORCE_COLOR: undefined,
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
