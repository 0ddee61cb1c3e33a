import { env } from "@/lib/env";
import { type Engine, openEngine } from "@/lib/gateway/server/open-engine";
import { log } from "@/lib/server/log";

// Next may load this module in several bundles of one process; the engine must still be one.
const shared = globalThis as typeof globalThis & { faregateEngine?: Promise<Engine> | undefined };

/** The portal process's own engine, opened by the first call. A failed start is tried again by the next call. */
export function portalEngine(): Promise<Engine> {
  shared.faregateEngine ??= openEngine("portal", env()).then(
    (engine) => {
      // Next waits for running answers when it is told to stop; meanwhile what is held goes back and what was counted is written.
      process.once("SIGTERM", () => {
        engine.close().catch((err: unknown) => log().error({ err }, "the portal's gateway door did not close cleanly"));
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
