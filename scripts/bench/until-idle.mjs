import { setTimeout as sleep } from "node:timers/promises";
import { processorSeconds } from "./processors.mjs";

const lookMs = 250;
const idleSeconds = 0.02;
const mostLooks = 40;

/**
 * Waits until a process has done what its calls left it to do, ten seconds at most: it would slow down whoever is
 * measured next.
 *
 * @param {number} pid
 */
export async function untilIdle(pid) {
  for (let look = 0; look < mostLooks; look++) {
    const before = processorSeconds(pid);
    if (before === null) return;
    await sleep(lookMs);
    if ((processorSeconds(pid) ?? before) - before <= idleSeconds) return;
  }
}
