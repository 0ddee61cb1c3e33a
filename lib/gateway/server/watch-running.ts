import { refuseDeadKey } from "@/lib/gateway/refuse-dead-key";
import type { KeyCache } from "@/lib/gateway/server/key-cache";
import { log } from "@/lib/server/log";

/** A call that was passed on and has not ended. */
export type RunningCall = { digest: string | null; startedMs: number; cut: { cut(): void } | null };

const watchMs = 2_000;

/** Every two seconds, ends the streams whose key was revoked or expired meanwhile. */
export function watchRunning(running: ReadonlySet<RunningCall>, keys: KeyCache): { close(): void } {
  async function check(call: RunningCall): Promise<void> {
    if (!call.digest) return;
    const key = keys.peek(call.digest) ?? (await keys.load(call.digest));
    // Nobody could be asked: then nothing is known against the key.
    if (key === undefined) return;
    if (!key || refuseDeadKey(key, new Date())) call.cut?.cut();
  }
  const timer = setInterval(() => {
    const nowMs = performance.now();
    for (const call of running) {
      if (nowMs - call.startedMs < watchMs) continue;
      check(call).catch((err) => log().debug({ err }, "the key of a running call could not be read"));
    }
  }, watchMs);
  return { close: () => clearInterval(timer) };
}
