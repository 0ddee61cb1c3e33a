import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { findFreePort } from "../supervisor/ports.mjs";

/**
 * @typedef {{ child: import("node:child_process").ChildProcess, ports: { portal: number, gateway: number },
 *   startMs: number, pid: (name: string) => number, stop: () => Promise<void> }} Instance
 */

/**
 * Starts Faregate as `npm start` does, on free ports.
 *
 * @param {string} root @param {string} dataFolder @param {Record<string, string>} env
 * @returns {Promise<Instance>}
 */
export async function startInstance(root, dataFolder, env) {
  const ports = { portal: await findFreePort(), gateway: await findFreePort() };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [path.join(root, "scripts/start.mjs")], {
    cwd: root,
    env: {
      ...env,
      FAREGATE_DATA: dataFolder,
      PORT: String(ports.portal),
      GATEWAY_PORT: String(ports.gateway),
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`Faregate did not start (exit ${code}):\n${output}`)));
    child.stderr.on("data", (data) => {
      output += data;
    });
    child.stdout.on("data", (data) => {
      output += data;
      if (output.includes("Faregate is ready")) resolve(undefined);
    });
  });
  const startMs = performance.now() - startedAt;
  return {
    child,
    ports,
    startMs,
    pid: (name) => {
      const { children } = JSON.parse(fs.readFileSync(path.join(dataFolder, "children.json"), "utf8"));
      const found = children.find((/** @type {{ name: string }} */ one) => one.name === name);
      if (!found) throw new Error(`No process called ${name} runs.`);
      return found.pid;
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.removeAllListeners("exit");
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}
