import { spawn } from "node:child_process";
import http from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { rotatingLog } from "./rotating-log.mjs";
import { StartError } from "./start-error.mjs";
import { waitUntil } from "./wait-until.mjs";

const READY_TIMEOUT_MS = 60_000;
const FIRST_RESTART_MS = 500;
const LAST_RESTART_MS = 10_000;
const DEATHS_WINDOW_MS = 60_000;
const MAX_DEATHS = 5;
const STOP_PATIENCE_MS = 10_000;

/**
 * @typedef {{ name: string, args: string[], env: Record<string, string>, readyUrl: string | null }} Definition
 *   `readyUrl` answers 200 once the service works; null for one that says `{"ready":true}` or simply stays alive
 */

/**
 * Runs one service and keeps it running: a death is followed by a restart after 0.5 s, doubling to 10 s; five deaths
 * in a minute are given up on.
 *
 * @param {Definition} definition
 * @param {{ root: string, dataFolder: string, echo: boolean, onChange: () => void, onGiveUp: (error: StartError) => void }} surroundings
 *   `echo` passes its output on to the terminal as well as to `<data>/log/<name>.log`
 */
export function runService(definition, { root, dataFolder, echo, onChange, onGiveUp }) {
  const { name, env, readyUrl } = definition;
  const log = rotatingLog(path.join(dataFolder, "log", `${name}.log`));
  const guard = pathToFileURL(path.join(root, "scripts", "supervisor", "stop-with-parent.mjs")).href;
  const args = ["--enable-source-maps", "--import", guard, ...definition.args];
  /** @type {number[]} */
  let deaths = [];
  let delayMs = FIRST_RESTART_MS;
  let isStopping = false;
  let isRestarting = false;
  let hasBeenReady = false;
  let saidReady = false;
  /** @type {import("node:child_process").ChildProcess} */
  let child;
  /** @type {Promise<void>} */
  let ended;

  const launch = () => {
    const born = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Its own process group: Ctrl-C reaches the supervisor alone, which stops things in order.
      detached: true,
    });
    child = born;
    saidReady = false;
    born.stdout?.on("data", (data) => {
      if (String(data).includes('"ready":true')) saidReady = true;
      log.write(data);
      if (echo) process.stdout.write(data);
    });
    born.stderr?.on("data", (data) => {
      log.write(data);
      if (echo) process.stderr.write(data);
    });
    born.on("message", (/** @type {{ ready?: boolean }} */ message) => {
      if (message?.ready) saidReady = true;
    });
    ended = new Promise((resolve) => {
      born.once("error", (error) => resolve(died(error.message)));
      born.once("exit", (code, signal) => resolve(died(signal ?? `exit code ${code}`)));
    });
    onChange();
  };

  /** @param {string} how */
  const died = (how) => {
    if (isStopping || !hasBeenReady) return;
    if (isRestarting) {
      isRestarting = false;
      return launch();
    }
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < DEATHS_WINDOW_MS), now];
    if (deaths.length === 1) delayMs = FIRST_RESTART_MS;
    if (deaths.length >= MAX_DEATHS) {
      onGiveUp(
        new StartError(`The ${name} died ${MAX_DEATHS} times in a minute (${how}).`, { lastLines: log.last(20) }),
      );
      return;
    }
    console.error(`The ${name} died (${how}); it starts again in ${delayMs / 1000} s.`);
    setTimeout(() => !isStopping && launch(), delayMs);
    delayMs = Math.min(delayMs * 2, LAST_RESTART_MS);
  };

  const isDead = () => child.exitCode !== null || child.signalCode !== null;
  launch();

  return {
    name,
    pid: () => (isDead() ? null : (child.pid ?? null)),
    /** @throws {StartError} when it ends or stays silent; nothing is restarted before it worked once */
    async untilReady() {
      const startedAt = Date.now();
      const isReady = await waitUntil(
        async () => isDead() || (readyUrl ? await answers(readyUrl) : saidReady || Date.now() - startedAt > 1_000),
        { timeoutMs: READY_TIMEOUT_MS, everyMs: 30 },
      );
      if (isReady && !isDead()) {
        hasBeenReady = true;
        return;
      }
      const why = isDead() ? "stopped while it started" : `was not ready within ${READY_TIMEOUT_MS / 1000} seconds`;
      throw new StartError(`The ${name} ${why}.`, { lastLines: log.last(20) });
    },
    /** Lets it finish what it does, for ten seconds at most. @param {AbortSignal} hurry */
    async stop(hurry) {
      isStopping = true;
      if (!isDead()) {
        signalGroup("SIGTERM");
        const waiting = new AbortController();
        const impatient = sleep(STOP_PATIENCE_MS, null, { signal: AbortSignal.any([hurry, waiting.signal]) }).catch(
          () => null,
        );
        await Promise.race([ended, impatient]);
        waiting.abort();
      }
      if (!isDead()) {
        signalGroup("SIGKILL");
        await ended;
      }
      log.close();
    },
    /** For development: a new life with new code. */
    restart() {
      if (isDead()) return;
      isRestarting = true;
      signalGroup("SIGTERM");
    },
  };

  /** Some services have children of their own. @param {NodeJS.Signals} signal */
  function signalGroup(signal) {
    try {
      process.kill(-(child.pid ?? 0), signal);
    } catch {
      child.kill(signal);
    }
  }
}

/** @param {string} url @returns {Promise<boolean>} */
function answers(url) {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}
