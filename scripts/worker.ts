import { drizzle } from "drizzle-orm/postgres-js";
import { useDatabase } from "@/db/client";
import { connect } from "@/db/connect";
import { billingChannel } from "@/lib/billing/server/sync/request-sync";
import { env } from "@/lib/env";
import { keepLeases } from "@/lib/metering/server/keep-leases";
import { keepNextPeriods } from "@/lib/metering/server/keep-next-periods";
import { keepPartitions } from "@/lib/metering/server/keep-partitions";
import { keepPeriods } from "@/lib/metering/server/keep-periods";
import { keepRetention } from "@/lib/metering/server/keep-retention";
import { watchLedger } from "@/lib/metering/server/watch-ledger";
import { log } from "@/lib/server/log";
import { analyticsDuties } from "@/scripts/worker/analytics-duties";
import { billingDuties } from "@/scripts/worker/billing-duties";
import type { Duty } from "@/scripts/worker/duty";

const minuteMs = 60_000;

const sql = connect(env(), { max: 4, name: "faregate-worker" });

// Billing's use cases open nothing themselves: a typed pool, and one for syncs, each of which keeps a connection while
// Stripe is asked.
const typed = connect(env(), { max: 8, name: "faregate-worker-typed" });
const raw = connect(env(), { max: 8, name: "faregate-worker-raw" });
useDatabase({ database: drizzle(typed, { casing: "snake_case" }), sql: raw });

/** What must be done again and again, each in its own rhythm: one that is slow or fails holds up no other. */
const duties: Duty[] = [
  { name: "request log days", everyMs: 10 * minuteMs, run: (now) => keepPartitions(sql, now), isNeeded: true },
  { name: "leases", everyMs: 3_000, run: () => keepLeases(sql), isNeeded: true },
  { name: "periods", everyMs: 10_000, run: () => keepPeriods(sql), isNeeded: true },
  { name: "next periods", everyMs: minuteMs, run: (now) => keepNextPeriods(sql, now) },
  { name: "retention", everyMs: minuteMs, run: (now) => keepRetention(sql, now) },
  { name: "ledger check", everyMs: minuteMs, run: watchLedger(sql) },
  ...billingDuties(),
  ...analyticsDuties(),
];

let stopping = false;
const sleepers = new Map<() => void, Duty>();

function stop(): void {
  stopping = true;
  for (const wake of sleepers.keys()) wake();
  // What still runs has five seconds; then its connection is closed and the transaction undone.
  for (const pool of [sql, typed, raw]) void pool.end({ timeout: 5 });
}
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
// Without its supervisor nobody would stop it.
process.once("disconnect", stop);

/** True when it was woken before its time. */
let isWoken = false;

function sleep(ms: number, duty: Duty): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      sleepers.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, duty.wakes && isWoken ? 0 : ms);
    if (duty.wakes) isWoken = false;
    sleepers.set(wake, duty);
  });
}

/** Somebody has written that something of billing waits. Events come in flocks; the first waits a little for others. */
function wake(): void {
  isWoken = true;
  setTimeout(() => {
    for (const [rouse, { wakes }] of sleepers) {
      if (!wakes) continue;
      isWoken = false;
      rouse();
    }
  }, 100);
}

/** True when anything was done: a round that found nothing is not told. */
const isNews = (report: unknown): boolean =>
  typeof report === "number" ? report > 0 : Object.values(report ?? {}).some((count) => Number(count) > 0);

/** Rounds of one duty until the worker stops; a round that fails is told and tried again. */
async function repeat(duty: Duty, done: () => void): Promise<void> {
  const { name, everyMs, run } = duty;
  while (!stopping) {
    try {
      const report = await run(new Date());
      if (isNews(report)) log().info({ report }, name);
      done();
    } catch (error) {
      if (!stopping) log().error({ err: error }, `${name}: failed; the next round tries again`);
    }
    if (!stopping) await sleep(everyMs, duty);
  }
}

async function run(): Promise<void> {
  // Without it duties come round by themselves.
  sql.listen(billingChannel, wake).catch((error: unknown) => log().error({ err: error }, "no ear for billing"));
  const waiting = new Set(duties.filter(({ isNeeded }) => isNeeded).map(({ name }) => name));
  await Promise.all(
    duties.map((duty) =>
      repeat(duty, () => {
        if (!waiting.delete(duty.name) || waiting.size > 0) return;
        log().info("ready");
        process.send?.({ ready: true });
      }),
    ),
  );
}

run().then(
  () => process.exit(0),
  (error: unknown) => {
    log().error({ err: error }, "the worker failed");
    process.exit(1);
  },
);
