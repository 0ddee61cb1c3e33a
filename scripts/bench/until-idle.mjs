import { setTimeout as sleep } from "node:timers/promises";
import { secondsOfAll } from "./processors.mjs";

const lookMs = 250;
const idleSeconds = 0.02;
const mostLooks = 40;

/**
 * Waits until programs, with the processes they started, have done what calls left them to do, ten seconds at most: they
 * would slow down whoever is measured next.
 *
 * @param {number[]} pids
 */
export async function untilIdle(pids) {
  for (let look = 0; look < mostLooks; look++) {
    const before = secondsOfAll(pids);
    await sleep(lookMs);
    if (secondsOfAll(pids) - before <= idleSeconds) return;
  }
}
