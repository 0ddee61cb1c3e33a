import { setTimeout as sleep } from "node:timers/promises";
import { env } from "@/lib/env";
import { type Engine, openEngine } from "@/lib/gateway/server/open-engine";
import { sharedEngine as shared } from "@/lib/gateway/server/shared-engine";
import { log } from "@/lib/server/log";

/** The portal process's own engine, opened by the first call. A failed start is tried again by the next call. */
export function portalEngine(): Promise<Engine> {
  shared.faregateEngine ??= openEngine("portal", env()).then(
    (engine) => {
      process.once("SIGTERM", () => {
        closeOnceIdle(engine).catch((err: unknown) =>
          log().error({ err }, "the portal's gateway door did not close cleanly"),
        );
      });
      return engine;
    },
    (error: unknown) => {
      shared.faregateEngine = undefined;
      throw error;
    },
  );
  return shared.faregateEngine;
}

const drainMs = 4_000;

/** Next lets running answers end before it ends the process: until then what they hold must not be let go. */
async function closeOnceIdle(engine: Engine): Promise<void> {
  const until = performance.now() + drainMs;
  while (engine.running.size > 0 && performance.now() < until) await sleep(20);
  await engine.close();
}
