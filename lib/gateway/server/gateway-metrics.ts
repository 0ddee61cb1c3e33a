import { monitorEventLoopDelay } from "node:perf_hooks";
import { Registry } from "prom-client";
import { counter, gauge, type Labelled, one } from "@/lib/gateway/server/metric-kinds";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { tellLedger } from "@/lib/gateway/server/tell-ledger";
import { ToldHistogram } from "@/lib/gateway/server/told-histogram";

// One registry for each engine: tests open several in one process.
const registries = new WeakMap<Engine, Registry>();

/** Everything that a gateway tells about itself. Values are read when they are asked for; no tenant, key or path. */
export function gatewayMetrics(engine: Engine): Registry {
  const known = registries.get(engine);
  if (known) return known;
  const registry = new Registry();
  registries.set(engine, registry);
  tellCalls(engine, registry);
  tellProcess(engine, registry);
  tellLedger(engine, registry);
  return registry;
}

function tellCalls({ figures, running, requestLog }: Engine, registry: Registry): void {
  counter(registry, "calls_total", "Calls by status and by the code of the refusal.", ["status", "code"], () =>
    [...figures.calls].flatMap(([code, byStatus]) =>
      [...byStatus].map(([status, count]): Labelled[number] => [{ status: String(status), code }, count]),
    ),
  );
  const overhead = "From a call's head to its decision.";
  new ToldHistogram("faregate_gateway_overhead_seconds", overhead, () => figures.decision.read(), registry);
  const upstream = "From passing a call on to the end of its answer.";
  new ToldHistogram("faregate_upstream_seconds", upstream, () => figures.upstream.read(), registry);
  gauge(registry, "calls_running", "Calls passed on that have not ended.", [], () => one(running.size));
  counter(registry, "bad_cost_total", "Costs that an upstream reported and that make no sense.", [], () =>
    one(figures.badCosts),
  );
  counter(registry, "refusal_rows_dropped_total", "Rows of the request log that were lost.", [], () =>
    one(requestLog.dropped()),
  );
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
