import type { Sql } from "@/db/connect";
import { newId } from "@/lib/id";
import { openRequestLog, type RequestRow } from "@/lib/metering/server/request-log";
import type { Market } from "@/scripts/bench/analytics/make-market";

/** As many rows as a gateway's log holds back at most. */
const filledAtOnce = 10_000;

/**
 * Rows a second that gateways write together, each through its own log and connection in its own batches, counts
 * included. The rows exist before the clock starts.
 */
export async function ingest(sqls: readonly Sql[], market: Market, rows: number): Promise<number> {
  const each = Math.ceil(rows / sqls.length / filledAtOnce);
  const gateways = sqls.map((sql) => ({
    log: openRequestLog(sql),
    fills: Array.from({ length: each }, () =>
      Array.from({ length: filledAtOnce }, () => JSON.stringify({ ...inventRow(market), weight: 1 })),
    ),
  }));
  const start = performance.now();
  await Promise.all(
    gateways.map(async ({ log, fills }) => {
      for (const texts of fills) {
        for (const text of texts) log.writeText(text);
        await log.flush();
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  for (const { log } of gateways) {
    if (log.dropped() > 0) throw new Error(`${log.dropped()} rows were dropped.`);
    await log.close();
  }
  return (each * filledAtOnce * sqls.length) / seconds;
}

const keysEach = 3;

function inventRow({ apiIds, routeIds, featureIds, versionIds, tenantIds, keyIds }: Market): RequestRow {
  const place = Math.floor(Math.random() * routeIds.length);
  const isRefused = Math.random() < 0.1;
  const now = new Date();
  // Few tenants make most of the calls, and mostly with one key.
  const caller = Math.floor(tenantIds.length * Math.random() ** 2.5);
  const key = caller * keysEach + Math.floor(keysEach * Math.random() ** 2);
  return {
    ...{ requestId: newId("request", now), decidedAt: now, mode: "live", door: "gateway" },
    ...{
      tenantId: tenantIds[caller] ?? null,
      keyId: keyIds[key] ?? null,
      keyHint: "…beef",
      apiId: apiIds[place % 2] ?? null,
    },
    ...{ routeId: routeIds[place] ?? null, featureId: featureIds[Math.floor(place / 2)] ?? null },
    ...{
      planVersionId: versionIds[caller % versionIds.length] ?? null,
      method: "GET",
      routePath: "/v1/part",
      status: isRefused ? 402 : 200,
    },
    ...{ code: isRefused ? "quota_exhausted" : null, gates: null, reasons: isRefused ? ["quota_exhausted"] : [] },
    ...{ details: null, limitUnits: 100_000, usedUnits: 40_000, askedUnits: 1, units: isRefused ? 0 : 1 },
    ...{ upstreamStatus: isRefused ? null : 200, gateUs: 60, upstreamMs: isRefused ? null : 35, totalMs: 36 },
    ...{ aborted: false, clientRequestId: null },
  };
}
