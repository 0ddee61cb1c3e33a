import { isIP } from "node:net";
import { buildConnector, type Dispatcher, Pool } from "undici";
import type { Api } from "@/lib/catalog/types";
import { guardedLookup, portOf, UpstreamBlocked, type UpstreamGuard } from "@/lib/server/guard-upstream";

export type Upstream = {
  pool: Dispatcher;
  /** Path of the upstream's URL without a slash at its end; put before every call's path. */
  basePath: string;
};

export type UpstreamPools = {
  /** The connections to an api's upstream. */
  of(api: Api): Upstream;
  close(): Promise<void>;
};

/** Keeps one pool for each upstream origin and connect timeout; idle connections end before most servers end them. */
export function openUpstreamPools(guard: UpstreamGuard): UpstreamPools {
  const pools = new Map<string, Pool>();
  // Apis are replaced with each catalogue snapshot, and the parsed form goes with them.
  const upstreams = new WeakMap<Api, Upstream>();

  function openPool(url: URL, connectTimeoutMs: number): Pool {
    const port = portOf(url);
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const connect = buildConnector({ timeout: connectTimeoutMs, lookup: guardedLookup(guard, port) });
    return new Pool(url.origin, {
      connections: 256,
      pipelining: 1,
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 4_000,
      maxHeaderSize: 65_536,
      connect: (options, callback) => {
        // Sockets do not look a literal address up, so it is judged here.
        const problem = isIP(host) ? guard.problemOf(host, port) : null;
        if (problem) callback(new UpstreamBlocked(`The upstream ${problem}.`), null);
        else connect(options, callback);
      },
    });
  }

  return {
    of(api) {
      const known = upstreams.get(api);
      if (known) return known;
      const url = new URL(api.upstreamUrl);
      const name = `${url.origin} ${api.connectTimeoutMs}`;
      const pool = pools.get(name) ?? openPool(url, api.connectTimeoutMs);
      pools.set(name, pool);
      const upstream = { pool, basePath: url.pathname.replace(/\/+$/, "") };
      upstreams.set(api, upstream);
      return upstream;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
