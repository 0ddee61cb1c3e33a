import { setFlagsFromString } from "node:v8";
import { env } from "@/lib/env";
import { nodeDoor } from "@/lib/gateway/server/node-door";
import { openEngine } from "@/lib/gateway/server/open-engine";
import { log } from "@/lib/server/log";

/**
 * How long running calls may take to end once the process was told to stop. `npm start` ends its processes after ten
 * seconds, some of which the ledger needs.
 */
const drainMs = process.send ? 4_000 : 30_000;

// Left alone, the heap grows to several times what a hundred thousand known keys take before it is swept.
setFlagsFromString("--heap-growing-percent=50");

/** The fast door of the gateway, its own process: serves until it is told to stop, then lets running calls end. */
async function run(): Promise<void> {
  const settings = env();
  let stopping = false;
  const engine = await openEngine("gateway", settings, {
    // Another process has this node's name: what this one holds is not its own any more.
    onFenced: () => {
      log().fatal({ alarm: "fenced" }, "another process took over this node's journal");
      process.exit(1);
    },
  });
  const server = nodeDoor(engine, () => stopping);

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    log().info({ running: engine.running.size }, "draining");
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const timer = setInterval(() => server.closeIdleConnections(), 200);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, drainMs))]);
    clearInterval(timer);
    server.closeAllConnections();
    await engine.close();
    process.exit(0);
  }
  const stopNow = () => {
    stop().catch((err) => {
      log().error({ err }, "the gateway did not stop cleanly");
      process.exit(1);
    });
  };
  process.once("SIGTERM", stopNow);
  process.once("SIGINT", stopNow);
  // Without its supervisor nobody would stop it.
  process.once("disconnect", stopNow);

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.GATEWAY_PORT, resolve);
  });
  log().info({ port: settings.GATEWAY_PORT }, "ready");
  process.send?.({ ready: true });
}

run().catch((err: unknown) => {
  log().error({ err }, "the gateway could not start");
  process.exit(1);
});
