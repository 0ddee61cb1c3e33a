import { env } from "@/lib/env";
import { type Engine, openEngine } from "@/lib/gateway/server/open-engine";

// Next may load this module in several bundles of one process; the engine must still be one.
const shared = globalThis as typeof globalThis & { faregateEngine?: Promise<Engine> | undefined };

/** The portal process's own engine, opened by the first call. A failed start is tried again by the next call. */
export function portalEngine(): Promise<Engine> {
  shared.faregateEngine ??= openEngine("portal", env(), new Date()).then(
    (engine) => {
      // What is still in memory is written before Next ends the process.
      process.once("SIGTERM", () => void engine.requestLog.flush());
      return engine;
    },
    (error: unknown) => {
      shared.faregateEngine = undefined;
      throw error;
    },
  );
  return shared.faregateEngine;
}
