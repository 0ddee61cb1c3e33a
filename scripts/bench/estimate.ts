import { type Demand, estimateLoad } from "@/scripts/bench/estimate-load";
import { runTool } from "@/scripts/run-tool";

/** What the engine is set to when it serves. */
const settings = { flushEveryMs: 250, flushBatch: 500, heartBeatMs: 2_000, ttlMs: 60_000, pollEveryMs: 500 };
const demands = JSON.parse(process.argv[2] ?? "[]") as Demand[];

void runTool(async () => ({ settings, loads: demands.map((demand) => estimateLoad(settings, demand)) }));
