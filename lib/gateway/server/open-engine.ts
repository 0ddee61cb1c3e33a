import { connect, type Sql } from "@/db/connect";
import { type CatalogIndex, indexCatalog } from "@/lib/catalog/index-catalog";
import { loadCatalog } from "@/lib/catalog/server/load-catalog";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import type { Standing } from "@/lib/entitlements/types";
import type { Env } from "@/lib/env";
import { MinuteWindows } from "@/lib/gateway/minute-windows";
import type { RefuseConfig } from "@/lib/gateway/refuse";
import { RetryBudget } from "@/lib/gateway/retry-budget";
import { KeyCache } from "@/lib/gateway/server/key-cache";
import { openUpstreamPools, type UpstreamPools } from "@/lib/gateway/server/upstream-pools";
import { type RunningCall, watchRunning } from "@/lib/gateway/server/watch-running";
import type { Door } from "@/lib/gateway/types";
import { newId } from "@/lib/id";
import { openLastUse } from "@/lib/keys/server/stamp-last-use";
import type { Locale } from "@/lib/messages/types";
import { keepNodeSeen } from "@/lib/metering/server/keep-node-seen";
import { openMeter } from "@/lib/metering/server/open-meter";
import { openRequestLog, type RequestLog } from "@/lib/metering/server/request-log";
import type { Meter } from "@/lib/metering/types";
import { signReceipt } from "@/lib/receipt-token";
import { type ChangeFeed, type FeedChange, openChangeFeed } from "@/lib/server/change-feed";
import { guardUpstream } from "@/lib/server/guard-upstream";
import { LoadedMap } from "@/lib/server/loaded-map";
import { log } from "@/lib/server/log";
import { receiptKey } from "@/lib/server/receipt-key";
import { within } from "@/lib/server/within";

/** Everything that one gateway process holds: what both doors call with each call. */
export type Engine = {
  door: Door;
  nodeId: string;
  refusal: RefuseConfig;
  defaultLocale: Locale;
  gatewayUrl: URL;
  trustedProxyHops: number;
  catalog(): CatalogIndex;
  reloadCatalog(): Promise<void>;
  keys: KeyCache;
  standings: LoadedMap<Standing | null>;
  loadStanding(tenantId: string): Promise<Standing | null>;
  feed: ChangeFeed;
  meter: Meter;
  requestLog: RequestLog;
  lastUse: ReturnType<typeof openLastUse>;
  upstreams: UpstreamPools;
  retries: RetryBudget;
  rates: MinuteWindows;
  badKeys: MinuteWindows;
  /** Calls that were passed on and have not ended. */
  running: Set<RunningCall>;
  close(): Promise<void>;
};

const maxTenants = 100_000;

/**
 * Opens the gateway engine on the database that the environment names: reads the catalogue, follows the change feed,
 * says that this node lives. `now` is only used to name the node.
 */
export async function openEngine(door: Door, settings: Env, now: Date): Promise<Engine> {
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
  const nodeId = newId("node", now);

  const keys = new KeyCache(hot, settings.FAREGATE_KEY_PEPPER);
  const standings = new LoadedMap<Standing | null>(maxTenants);
  const readStanding = (tenantId: string) => loadStanding(hot, tenantId);
  let catalog: CatalogIndex = indexCatalog({ apis: [], routes: [], features: [], planVersions: [] });
  const catalogs = new LoadedMap<CatalogIndex>(1);
  const reloadCatalog = async () => {
    catalogs.invalidate("catalog");
    catalog = await catalogs.load("catalog", async () => indexCatalog(await loadCatalog(hot)));
  };

  /** A failed reload must not leave an old catalogue in force once the store is back. */
  function reloadUntilDone(): void {
    reloadCatalog().catch((err) => {
      log().warn({ err }, "the catalogue could not be read; it is tried again");
      setTimeout(reloadUntilDone, 500).unref();
    });
  }
  function apply(change: FeedChange): void {
    if (change.subject === "key" || change.subject === "all") {
      keys.forget(change.subject === "key" ? change.subjectId : null);
    }
    if (change.subject === "tenant") standings.invalidate(change.subjectId);
    if (change.subject === "all") standings.clear();
    if (change.subject === "catalog" || change.subject === "all") reloadUntilDone();
  }

  try {
    const feed = await openChangeFeed(feedPool, apply);
    await reloadCatalog();
    const node = await keepNodeSeen(bulk, nodeId, door);
    const meter = openMeter(hot, nodeId);
    const requestLog = openRequestLog(bulk);
    const lastUse = openLastUse(bulk);
    const running = new Set<RunningCall>();
    const watch = watchRunning(running, keys);
    const upstreams = openUpstreamPools(guardUpstream(settings));
    const gatewayUrl = new URL(settings.GATEWAY_URL);
    return {
      door,
      nodeId,
      refusal: {
        portalUrl: settings.PORTAL_URL,
        hasContact: settings.CONTACT_URL !== undefined,
        signReceipt: (requestId, at) => signReceipt(receiptKey(), requestId, at),
      },
      defaultLocale: settings.DEFAULT_LOCALE,
      gatewayUrl,
      trustedProxyHops: settings.TRUSTED_PROXY_HOPS,
      catalog: () => catalog,
      reloadCatalog,
      keys,
      standings,
      loadStanding: (tenantId) => standings.load(tenantId, () => readStanding(tenantId)),
      feed,
      meter,
      requestLog,
      lastUse,
      upstreams,
      retries: new RetryBudget(),
      rates: new MinuteWindows(),
      badKeys: new MinuteWindows(),
      running,
      async close() {
        const steps = [
          () => upstreams.close(),
          () => meter.drain(2_000),
          () => lastUse.close(),
          () => requestLog.close(),
          () => feed.close(),
        ];
        node.close();
        watch.close();
        for (const step of steps) {
          await within(2_500, step()).catch((err) =>
            log().error({ err }, "a part of the gateway did not close in time"),
          );
        }
        await Promise.all(sqls.map((sql) => within(2_000, sql.end({ timeout: 1 })).catch(() => undefined)));
      },
    };
  } catch (error) {
    await Promise.all(sqls.map((sql) => sql.end({ timeout: 1 }).catch(() => undefined)));
    throw error;
  }
}
