import { env } from "@/lib/env";
import { heartBeatMs } from "@/lib/metering/core/limits";
import { coreSettings } from "@/lib/metering/server/core-settings";
import { type Demand, estimateLoad } from "@/scripts/bench/estimate-load";
import { runTool } from "@/scripts/run-tool";

/** How often the change feed asks (lib/server/change-feed.ts). */
const pollEveryMs = 500;

/** Calculates the database's load for each demand from what the engine is set to. */
async function estimate(demands: Demand[]) {
  const core = coreSettings({ door: "gateway", ttlMs: env().LEASE_TTL_MS });
  const { flushEveryMs, flushBatch, ttlMs } = core;
  const settings = { flushEveryMs, flushBatch, heartBeatMs, ttlMs, pollEveryMs };
  return { settings, loads: demands.map((demand) => estimateLoad(settings, demand)) };
}

void runTool(() => estimate(JSON.parse(process.argv[2] ?? "[]") as Demand[]));
