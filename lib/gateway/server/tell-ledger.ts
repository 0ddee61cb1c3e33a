import type { Registry } from "prom-client";
import { counter, gauge, one } from "@/lib/gateway/server/metric-kinds";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { type Counted, ToldHistogram } from "@/lib/gateway/server/told-histogram";
import { readLedgerChecks } from "@/lib/metering/server/read-ledger-checks";
import type { Timing } from "@/lib/metering/server/timing";
import { log } from "@/lib/server/log";

/** What the ledger's side of a gateway tells: leases, journal, flushes, and the rules of the ledger itself. */
export function tellLedger(engine: Engine, registry: Registry): void {
  tellMeter(engine, registry);
  tellJournal(engine, registry);
  tellInvariants(engine, registry);
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

const none: Timing = { bounds: [], counts: [0], count: 0, sumSeconds: 0 };

/** The journal's and the store's own timings, which count each span for itself. */
function cumulate({ bounds, counts, count, sumSeconds }: Timing): Counted {
  let sum = 0;
  const buckets = counts.map((each, at) => {
    sum += each;
    return { le: bounds[at] ?? ("+Inf" as const), count: sum };
  });
  return { buckets, sumSec: sumSeconds, count };
}

function tellJournal({ meter }: Engine, registry: Registry): void {
  const timing = (name: string, help: string, read: () => Timing | undefined) =>
    new ToldHistogram(`faregate_${name}`, help, () => cumulate(read() ?? none), registry);
  timing(
    "journal_append_seconds",
    "Writing the records of one turn of the event loop.",
    () => meter.figures().journal?.appends,
  );
  timing("journal_sync_seconds", "Getting what was written onto the disk.", () => meter.figures().journal?.syncs);
  timing("lease_acquire_seconds", "Asking the store for a lease.", () => meter.figures().store?.acquires);
  timing("flush_seconds", "Writing a batch of outcomes into the ledger.", () => meter.figures().store?.flushes);
  gauge(registry, "journal_used_ratio", "Of the bytes that the journal may take.", [], () =>
    one(meter.figures().journal?.usedRatio ?? 0),
  );
  gauge(registry, "journal_retained_seconds", "How far back the journal goes.", [], () =>
    one((meter.figures().journal?.retainedMs ?? 0) / 1000),
  );
  gauge(registry, "clock_drift_seconds", "This machine's clock minus the store's.", [], () =>
    one(meter.figures().clockDriftMs / 1000),
  );
  counter(registry, "flush_errors_total", "Flushes that failed.", ["sqlstate"], () =>
    Object.entries(meter.figures().store?.flushErrors ?? {}).map(([sqlstate, count]) => [{ sqlstate }, count]),
  );
  counter(registry, "alarms_total", "What an operator must hear of.", ["alarm"], () =>
    Object.entries(meter.figures().alarms).map(([alarm, count]) => [{ alarm }, count]),
  );
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
