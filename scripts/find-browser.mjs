import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** @typedef {{ path: string, from: string, env: Record<string, string> }} Browser `env` is what it needs to run */

/** Where systems put a Chromium. Those of macOS and Windows are untested. */
const SYSTEM_PATHS = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
    "/usr/bin/microsoft-edge",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
  ],
};

/**
 * A Chromium for the journeys; the first that answers `--version` wins: `CHROMIUM_PATH`, Playwright's own, the
 * system's, the one among the packages (Linux x64). With `E2E_INSTALL_BROWSER=1` root may at last install Debian's.
 *
 * @param {string} root the checkout
 * @returns {Promise<Browser>}
 * @throws {Error} one sentence that names these ways
 */
export async function findBrowser(root) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (works(named)) return { path: named, from: "CHROMIUM_PATH", env: {} };
    throw new Error(`CHROMIUM_PATH names ${named}, which does not run.`);
  }
  const { chromium } = await import("@playwright/test");
  const managed = chromium.executablePath();
  if (managed && works(managed)) return { path: managed, from: "Playwright", env: {} };
  const system = fromSystem() ?? fromPackages(root) ?? installed();
  if (system) return system;
  throw new Error(
    "No browser for the journeys: set CHROMIUM_PATH, run `npx playwright install chromium`, install Chromium or Chrome, or use Linux x64, where @sparticuz/chromium brings one.",
  );
}

/** @param {string} file @param {Record<string, string>} [env] */
function works(file, env = {}) {
  if (!fs.existsSync(file)) return false;
  try {
    execFileSync(file, ["--version", "--no-sandbox"], {
      stdio: "pipe",
      timeout: 15_000,
      env: { ...process.env, ...env },
    });
    return true;
  } catch {
    return false;
  }
}

/** @returns {Browser | null} */
function fromSystem() {
  const paths = /** @type {Partial<Record<NodeJS.Platform, string[]>>} */ (SYSTEM_PATHS)[process.platform] ?? [];
  const found = paths.find((file) => works(file));
  return found ? { path: found, from: "the system", env: {} } : null;
}

/** Unpacked in a process and a folder of its own: it changes its environment and litters the temporary folder. @param {string} root @returns {Browser | null} */
function fromPackages(root) {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const folder = path.join(root, "node_modules", ".cache", "faregate-browser");
  fs.mkdirSync(folder, { recursive: true });
  const code = `
    const { default: chromium } = await import("@sparticuz/chromium");
    const path = await chromium.executablePath();
    // Its font settings name /tmp/fonts, wherever it was unpacked; a browser that finds no font at all draws no text.
    const { readFileSync, writeFileSync } = await import("node:fs");
    const settings = process.env.FONTCONFIG_PATH + "/fonts.conf";
    const folders = "<dir>" + process.env.FONTCONFIG_PATH + "/fonts</dir><dir>/usr/share/fonts</dir>";
    const cache = process.env.FONTCONFIG_PATH + "/cache";
    const named = readFileSync(settings, "utf8");
    writeFileSync(settings, named.replace("<dir>/tmp/fonts</dir>", folders).replace("/tmp/fonts-cache/", cache));
    const keep = ["LD_LIBRARY_PATH", "FONTCONFIG_PATH", "HOME"];
    const env = Object.fromEntries(keep.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
    console.log(JSON.stringify({ path, env }));`;
  try {
    const output = execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
      cwd: root,
      env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 60_000,
    });
    const { path: file, env } = JSON.parse(String(output).trim().split("\n").at(-1) ?? "");
    return works(file, env) ? { path: file, from: "@sparticuz/chromium", env } : null;
  } catch {
    return null;
  }
}

/** @returns {Browser | null} */
function installed() {
  if (process.env.E2E_INSTALL_BROWSER !== "1" || process.getuid?.() !== 0 || !fs.existsSync("/usr/bin/apt-get"))
    return null;
  try {
    execFileSync("apt-get", ["install", "-y", "chromium"], { stdio: "pipe", timeout: 300_000 });
    return fromSystem();
  } catch {
    return null;
  }
}
