import { setTimeout as sleep } from "node:timers/promises";

/**
 * Polls until `check` answers something truthy and returns it; null when `timeoutMs` has passed.
 *
 * @template T
 * @param {() => T | Promise<T>} check
 * @param {{ timeoutMs: number, everyMs?: number }} limits
 * @returns {Promise<T | null>}
 */
export async function waitUntil(check, { timeoutMs, everyMs = 25 }) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() >= deadline) return null;
    await sleep(everyMs);
  }
}
