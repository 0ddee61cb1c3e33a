import type { Api } from "@/lib/catalog/types";
import { upstreamOrigin } from "@/lib/gateway/server/upstream/connect-upstream";
import { UpstreamPool } from "@/lib/gateway/server/upstream/upstream-pool";
import type { UpstreamGuard } from "@/lib/server/guard-upstream";

export type Upstream = {
  pool: UpstreamPool;
  /** Path of the upstream's URL without a slash at its end; put before every call's path. */
  basePath: string;
  /** Value of the `Host` header. */
  host: string;
};

export type UpstreamPools = {
  /** The connections to an api's upstream. */
  of(api: Api): Upstream;
  close(): Promise<void>;
};

/** How often it is looked at what takes too long; limits are that exact. */
const sweepMs = 50;

/** Keeps one pool for each upstream origin and connect timeout. */
export function openUpstreamPools(guard: UpstreamGuard): UpstreamPools {
  const pools = new Map<string, UpstreamPool>();
  // Apis are replaced with each catalogue snapshot, and the parsed form goes with them.
  const upstreams = new WeakMap<Api, Upstream>();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    for (const pool of pools.values()) pool.checkDeadlines(nowMs);
  }, sweepMs).unref();

  return {
    of(api) {
      const known = upstreams.get(api);
      if (known) return known;
      const url = new URL(api.upstreamUrl);
      const name = `${url.origin} ${api.connectTimeoutMs}`;
      const pool = pools.get(name) ?? new UpstreamPool(upstreamOrigin(url, guard), api.connectTimeoutMs);
      pools.set(name, pool);
      const upstream = { pool, host: url.host, basePath: url.pathname.replace(/\/+$/, "") };
      upstreams.set(api, upstream);
      return upstream;
    },
    async close() {
      clearInterval(timer);
      for (const pool of pools.values()) pool.close();
    },
  };
}
