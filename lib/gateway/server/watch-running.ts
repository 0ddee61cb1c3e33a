import { refuseDeadKey } from "@/lib/gateway/refuse-dead-key";
import type { KeyCache } from "@/lib/gateway/server/key-cache";
import type { RunningCall, RunningCalls } from "@/lib/gateway/server/running-calls";
import { log } from "@/lib/server/log";

const watchMs = 2_000;

/** Every two seconds, ends the streams whose key was revoked or expired meanwhile. */
export function watchRunning(running: RunningCalls, keys: KeyCache): { close(): void } {
  async function check(call: RunningCall): Promise<void> {
    if (!call.digest) return;
    const key = keys.peek(call.digest) ?? (await keys.load(call.digest));
    // Nobody could be asked: then nothing is known against the key.
    if (key === undefined) return;
    if (!key || refuseDeadKey(key, new Date())) call.cut?.cut();
  }
  const timer = setInterval(() => {
    for (const call of running.since(performance.now() - watchMs)) {
      check(call).catch((err) => log().debug({ err }, "the key of a running call could not be read"));
    }
  }, watchMs);
  return { close: () => clearInterval(timer) };
}
