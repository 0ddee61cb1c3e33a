import { connect } from "@/db/connect";
import { env } from "@/lib/env";
import { keepHouse } from "@/lib/metering/server/keep-house";
import { log } from "@/lib/server/log";

const roundMs = 10_000;

/** The worker: rounds of housekeeping until it is told to stop; a round that fails is told and tried again. */
const sql = connect(env(), { max: 2, name: "faregate-worker" });
let stopping = false;
let wake: () => void = () => undefined;

function stop(): void {
  stopping = true;
  wake();
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
// Without its supervisor nobody would stop it.
process.once("disconnect", stop);

async function run(): Promise<void> {
  let told = false;
  while (!stopping) {
    try {
      const report = await keepHouse(sql, new Date());
      if (report.opened + report.dropped + report.settled > 0) log().info(report, "housekeeping");
      if (!told) {
        told = true;
        log().info("ready");
        process.send?.({ ready: true });
      }
    } catch (error) {
      log().error({ err: error }, "housekeeping failed; the next round tries again");
    }
    if (stopping) break;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, roundMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  await sql.end({ timeout: 5 });
}

run().then(
  () => process.exit(0),
  (error: unknown) => {
    log().error({ err: error }, "the worker failed");
    process.exit(1);
  },
);
