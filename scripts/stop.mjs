import path from "node:path";
import { endOrphans } from "./supervisor/child-records.mjs";
import { locateDataFolder } from "./supervisor/data-folder.mjs";
import { inspectInstanceLock } from "./supervisor/instance-lock.mjs";
import { loadEnvFile } from "./supervisor/load-env-file.mjs";
import { processInfo, signalProcess } from "./supervisor/process-info.mjs";
import { readSettings } from "./supervisor/settings.mjs";
import { waitUntil } from "./supervisor/wait-until.mjs";

const PATIENCE_MS = 30_000;

/** Stops the instance of this data folder and waits until it is gone. */
const root = path.resolve(import.meta.dirname, "..");
loadEnvFile(root);
const { settings } = readSettings(root, process.env);
const dataFolder = locateDataFolder(settings);
const lock = inspectInstanceLock(dataFolder);

if (!lock?.isHeld || !lock.holder) {
  const orphans = await endOrphans(dataFolder);
  console.log(
    orphans.length ? `Stopped what a crash left: ${orphans.join(", ")}.` : `Faregate does not run on ${dataFolder}.`,
  );
} else if (!processInfo(lock.holder.pid)) {
  console.error(
    `Faregate runs on ${dataFolder} from another machine or container (${lock.holder.host}). Stop it there.`,
  );
  process.exitCode = 1;
} else {
  const { pid, startedAt } = lock.holder;
  if (!signalProcess(pid, "SIGTERM")) {
    console.error(`Faregate runs as pid ${pid}, which this account may not stop.`);
    process.exitCode = 1;
  } else {
    const isGone = await waitUntil(() => processInfo(pid)?.startedAt !== startedAt, { timeoutMs: PATIENCE_MS });
    console.log(
      isGone ? `Stopped Faregate (pid ${pid}).` : `Faregate (pid ${pid}) is still stopping after 30 seconds.`,
    );
    if (!isGone) process.exitCode = 1;
  }
}
