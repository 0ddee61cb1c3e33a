import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Sql } from "@/db/connect";
import type { CatalogIndex } from "@/lib/catalog/index-catalog";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import type { Standing } from "@/lib/entitlements/types";
import type { Env } from "@/lib/env";
import { MinuteWindows } from "@/lib/gateway/minute-windows";
import { ReadyRefusals } from "@/lib/gateway/ready-refusals";
import type { RefuseConfig } from "@/lib/gateway/refuse";
import { RetryBudget } from "@/lib/gateway/retry-budget";
import { applyChanges } from "@/lib/gateway/server/apply-change";
import { GatewayFigures } from "@/lib/gateway/server/gateway-figures";
import { HeldCatalog } from "@/lib/gateway/server/held-catalog";
import { KeyCache } from "@/lib/gateway/server/key-cache";
import { reportBadRow } from "@/lib/gateway/server/report-bad-row";
import { RunningCalls } from "@/lib/gateway/server/running-calls";
import { openUpstreamPools, type UpstreamPools } from "@/lib/gateway/server/upstream/open-upstream-pools";
import { watchRunning } from "@/lib/gateway/server/watch-running";
import type { Door } from "@/lib/gateway/types";
import { openLastUse } from "@/lib/keys/server/stamp-last-use";
import type { Locale } from "@/lib/messages/types";
import type { MeterOptions } from "@/lib/metering/server/open-meter";
import { type OpenedMeter, openMeter } from "@/lib/metering/server/open-meter";
import { openRequestLog, type RequestLog } from "@/lib/metering/server/request-log";
import { requireDurableStore } from "@/lib/metering/server/require-durable-store";
import { signReceipt } from "@/lib/receipt-token";
import { type ChangeFeed, openChangeFeed } from "@/lib/server/change-feed";
import { guardUpstream } from "@/lib/server/guard-upstream";
import { LoadedMap } from "@/lib/server/loaded-map";
import { log } from "@/lib/server/log";
import { receiptKey } from "@/lib/server/receipt-key";
import { within } from "@/lib/server/within";

/** Everything that one gateway process holds: what both doors call with each call. */
export type Engine = {
  door: Door;
  refusal: RefuseConfig;
  defaultLocale: Locale;
  /** `https` or `http`, and the host, of the gateway's public address. */
  gatewayProtocol: string;
  gatewayHost: string;
  trustedProxyHops: number;
  metricsToken: string | null;
  catalog(): CatalogIndex;
  /** Reads the catalogue again because a plan was not in it. */
  reloadCatalog(): Promise<void>;
  keys: KeyCache;
  standings: LoadedMap<Standing | null>;
  loadStanding(tenantId: string): Promise<Standing | null>;
  /** Milliseconds since a standing was read. */
  standingAgeMs(standing: Standing): number;
  feed: ChangeFeed;
  meter: OpenedMeter;
  requestLog: RequestLog;
  lastUse: ReturnType<typeof openLastUse>;
  upstreams: UpstreamPools;
  retries: RetryBudget;
  rates: MinuteWindows;
  badKeys: MinuteWindows;
  readyRefusals: ReadyRefusals;
  figures: GatewayFigures;
  /** For readings that no call waits for. */
  sql: Sql;
  /** Calls that were passed on and have not ended. */
  running: RunningCalls;
  close(): Promise<void>;
};

const maxTenants = 100_000;
const maxBadAddresses = 50_000;

/**
 * Opens the gateway engine on the database that the environment names: reads the catalogue, follows the change feed,
 * opens this process's own node of the ledger. Keys and tenants are read when they are first asked for.
 */
export async function openEngine(
  door: Door,
  settings: Env,
  options: Partial<Pick<MeterOptions, "settings" | "onFenced">> = {},
): Promise<Engine> {
  const pool = (max: number, statementTimeoutMs: number, name: string): Sql =>
    connect(settings, {
      max,
      statementTimeoutMs,
      maxBackoffSec: 1,
      connectTimeoutSec: 3,
      name: `faregate-${door}-${name}`,
    });
  const hot = pool(8, 2_000, "calls");
  const bulk = pool(2, 15_000, "log");
  const feedPool = pool(1, 2_000, "feed");
  const sqls = [hot, bulk, feedPool];

  const keys = new KeyCache(hot, settings.FAREGATE_KEY_PEPPER);
  const standings = new LoadedMap<Standing | null>(maxTenants, { keepsLastGood: true, onBadRow: reportBadRow });
  const standingReadMs = new WeakMap<Standing, number>();
  async function readStanding(tenantId: string): Promise<Standing | null> {
    const askedMs = performance.now();
    const standing = await loadStanding(hot, tenantId);
    if (standing) standingReadMs.set(standing, askedMs);
    return standing;
  }
  const catalog = new HeldCatalog(hot);
  const meter = openMeter({
    door,
    folder: settings.JOURNAL_FOLDER ?? `.faregate/journal/${door}-${portOf(door, settings)}`,
    database: settings,
    journalMaxMb: settings.JOURNAL_MAX_MB,
    ...options,
  });

  try {
    if (settings.FAREGATE_MODE === "production") await requireDurableStore(hot);
    const feed = await openChangeFeed(feedPool, applyChanges({ keys, standings, catalog, meter }));
    await catalog.reload();
    await untilAdmitting(meter);
    const requestLog = openRequestLog(bulk);
    const lastUse = openLastUse(bulk);
    const running = new RunningCalls();
    const watch = watchRunning(running, keys);
    const forgetting = setInterval(() => keys.forgetCredentials(), 60_000);
    const upstreams = openUpstreamPools(guardUpstream(settings));
    const gatewayUrl = new URL(settings.GATEWAY_URL);
    return {
      door,
      refusal: {
        portalUrl: settings.PORTAL_URL,
        hasContact: settings.CONTACT_URL !== undefined,
        signReceipt: (requestId, at) => signReceipt(receiptKey(), requestId, at),
      },
      defaultLocale: settings.DEFAULT_LOCALE,
      gatewayProtocol: gatewayUrl.protocol.slice(0, -1),
      gatewayHost: gatewayUrl.host,
      trustedProxyHops: settings.TRUSTED_PROXY_HOPS,
      metricsToken: settings.METRICS_TOKEN ?? null,
      catalog: () => catalog.index,
      reloadCatalog: () => catalog.reloadOnce(),
      keys,
      standings,
      loadStanding: (tenantId) => standings.load(tenantId, () => readStanding(tenantId)),
      standingAgeMs: (standing) => performance.now() - (standingReadMs.get(standing) ?? 0),
      feed,
      meter,
      requestLog,
      lastUse,
      upstreams,
      retries: new RetryBudget(),
      rates: new MinuteWindows(),
      badKeys: new MinuteWindows(maxBadAddresses),
      readyRefusals: new ReadyRefusals(),
      figures: new GatewayFigures(),
      sql: bulk,
      running,
      async close() {
        const steps = [
          () => upstreams.close(),
          () => meter.drain(drainMs),
          () => meter.close(),
          () => lastUse.close(),
          () => requestLog.close(),
          () => feed.close(),
        ];
        clearInterval(forgetting);
        watch.close();
        for (const step of steps) {
          await within(closeMs, step()).catch((err: unknown) =>
            log().error({ err }, "a part of the gateway did not close in time"),
          );
        }
        await Promise.all(sqls.map((sql) => within(2_000, sql.end({ timeout: 1 })).catch(() => undefined)));
      },
    };
  } catch (error) {
    await meter.close().catch(() => undefined);
    await Promise.all(sqls.map((sql) => sql.end({ timeout: 1 }).catch(() => undefined)));
    throw error;
  }
}

const portOf = (door: Door, { GATEWAY_PORT, PORT }: Env): number => (door === "gateway" ? GATEWAY_PORT : PORT);

/** Leases are given back and outcomes flushed; where the database is away both are in the journal for the next start. */
const drainMs = 4_000;
const closeMs = drainMs + 1_000;
const openMs = 2_000;

/** A moment for the journal to open, so that the first call need not be refused. */
async function untilAdmitting(meter: OpenedMeter): Promise<void> {
  const until = performance.now() + openMs;
  while (meter.notReady() !== null && performance.now() < until) await sleep(10);
}
