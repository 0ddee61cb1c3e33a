import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Registry } from "prom-client";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { ToldHistogram } from "@/lib/gateway/server/told-histogram";
import { readLedgerChecks } from "@/lib/metering/server/read-ledger-checks";
import { log } from "@/lib/server/log";

// One registry for each engine: tests open several in one process.
const registries = new WeakMap<Engine, Registry>();

/** Everything that a gateway tells about itself. Values are read when they are asked for; no tenant, key or path. */
export function gatewayMetrics(engine: Engine): Registry {
  const known = registries.get(engine);
  if (known) return known;
  const registry = new Registry();
  registries.set(engine, registry);
  tellCalls(engine, registry);
  tellMeter(engine, registry);
  tellProcess(engine, registry);
  tellInvariants(engine, registry);
  return registry;
}

type Labelled = [labels: Record<string, string>, value: number][];

/** A count that only grows, read where it is kept. */
function counter(registry: Registry, name: string, help: string, labelNames: string[], read: () => Labelled): void {
  new Counter({
    name: `faregate_${name}`,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.inc(labels, value);
    },
  });
}

function gauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  read: () => Labelled | Promise<Labelled>,
): void {
  new Gauge({
    name: `faregate_${name}`,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const values = await read();
      this.reset();
      for (const [labels, value] of values) this.set(labels, value);
    },
  });
}

const one = (value: number): Labelled => [[{}, value]];

function tellCalls({ figures, running, requestLog }: Engine, registry: Registry): void {
  counter(registry, "calls_total", "Calls by status and by the code of the refusal.", ["status", "code"], () =>
    [...figures.calls].flatMap(([code, byStatus]) =>
      [...byStatus].map(([status, count]): Labelled[number] => [{ status: String(status), code }, count]),
    ),
  );
  const overhead = "From a call's head to its decision.";
  new ToldHistogram("faregate_gateway_overhead_seconds", overhead, figures.decision, registry);
  const upstream = "From passing a call on to the end of its answer.";
  new ToldHistogram("faregate_upstream_seconds", upstream, figures.upstream, registry);
  gauge(registry, "calls_running", "Calls passed on that have not ended.", [], () => one(running.size));
  counter(registry, "bad_cost_total", "Costs that an upstream reported and that make no sense.", [], () =>
    one(figures.badCosts),
  );
  counter(registry, "refusal_rows_dropped_total", "Rows of the request log that were lost.", [], () =>
    one(requestLog.dropped()),
  );
}

function tellMeter({ meter }: Engine, registry: Registry): void {
  counter(registry, "admissions_total", "What the ledger's leases answered.", ["result"], () => {
    const { core } = meter.figures();
    if (!core) return [];
    const { granted, held, exhausted, capped, unknown } = core;
    return Object.entries({ granted, held, insufficient: exhausted, capped, unknown }).map(([result, count]) => [
      { result },
      count,
    ]);
  });
  counter(registry, "lease_hits_total", "Calls that a lease in memory covered.", [], () =>
    one(meter.figures().core?.leaseHits ?? 0),
  );
  counter(registry, "lease_misses_total", "Calls that had to wait for the store.", [], () =>
    one(meter.figures().core?.leaseMisses ?? 0),
  );
  counter(registry, "store_calls_total", "Statements of the ledger.", [], () =>
    one(meter.figures().core?.storeCalls ?? 0),
  );
  gauge(registry, "leases_open", "Leases that this node holds.", ["kind"], () =>
    Object.entries(meter.figures().core?.openLeases ?? {}).map(([kind, count]) => [{ kind }, count]),
  );
  counter(registry, "outcomes_total", "Outcomes in the journal.", ["outcome"], () =>
    Object.entries(meter.figures().core?.outcomes ?? {}).map(([outcome, count]) => [{ outcome }, count]),
  );
  gauge(registry, "flush_records", "Outcomes in the journal that the ledger does not have yet.", [], () =>
    one(meter.figures().core?.unflushedRecords ?? 0),
  );
  gauge(registry, "flush_oldest_seconds", "Age of the oldest of them.", [], () =>
    one((meter.figures().core?.oldestUnflushedMs ?? 0) / 1000),
  );
  gauge(registry, "ready", "1 when metered calls are admitted.", [], () => one(meter.notReady() === null ? 1 : 0));
}

function tellProcess({ feed, keys, standings }: Engine, registry: Registry): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  gauge(registry, "event_loop_lag_seconds", "99 % of the waits of the event loop since the last reading.", [], () => {
    const lag = delay.percentile(99) / 1e9;
    delay.reset();
    return one(Math.max(0, lag - 0.02));
  });
  gauge(registry, "feed_gap_seconds", "Since the change feed last heard of the database.", [], () =>
    one(feed.gapMs() / 1000),
  );
  gauge(registry, "resident_bytes", "Memory of the process.", [], () => one(process.memoryUsage.rss()));
  gauge(registry, "known", "Keys and tenants in memory.", ["kind"], () => [
    [{ kind: "key" }, keys.size],
    [{ kind: "tenant" }, standings.size],
  ]);
}

/** What the live checker last found. When the database is away nothing is told of it, rather than an old verdict. */
function tellInvariants(engine: Engine, registry: Registry): void {
  const read = () =>
    readLedgerChecks(engine.sql).catch((err: unknown) => {
      log().debug({ err }, "the ledger's checks could not be read");
      return [];
    });
  gauge(registry, "invariant_ok", "1 while a rule of the ledger holds.", ["rule"], async () =>
    (await read()).map(({ rule, ok }) => [{ rule }, ok ? 1 : 0]),
  );
  gauge(registry, "invariant_last_run_seconds", "Since a rule was last checked.", ["rule"], async () =>
    (await read()).map(({ rule, ranAt }) => [{ rule }, Math.max(0, (Date.now() - ranAt.getTime()) / 1000)]),
  );
}
