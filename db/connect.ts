import postgres from "postgres";
import { arrayTypes } from "@/db/array-types";
import type { Env } from "@/lib/env";

type Address = Pick<Env, "DATABASE_URL" | "PGHOST" | "PGPORT" | "PGUSER" | "PGPASSWORD" | "PGDATABASE">;
export type Sql = postgres.Sql<{ bigint: number }>;
export type ConnectOptions = {
  max?: number;
  idleTimeoutSec?: number;
  connectTimeoutSec?: number;
  name?: string;
  /** The server's `work_mem`, as `32MB`; its own default without it. */
  workMemory?: string;
  /** The server gives a statement up after so long. */
  statementTimeoutMs?: number;
  /** The server gives a statement up that waits for a row so long. */
  lockTimeoutMs?: number;
  /** Commits are told before they are on the disk: a crash of the machine may lose the last ones, in their order. */
  commitsEarly?: true;
  /** Longest wait between attempts to reach a server that is away; the driver's own grows to 20 s. */
  maxBackoffSec?: number;
};

/** libpq's ways of naming a socket folder, which the driver does not read: `?host=/folder` and `@%2Ffolder`. */
function parseDatabaseUrl(text: string) {
  const withHost = text.replace(/^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)(?=[/?]|$)/, "$1localhost");
  const encoded = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)(%2F[^:/?]*)(.*)$/i.exec(withHost);
  const url = new URL(encoded ? `${encoded[1]}localhost${encoded[3]}` : withHost);
  const folder = encoded ? decodeURIComponent(encoded[2] ?? "") : url.searchParams.get("host");
  const sslMode = url.searchParams.get("sslmode");
  return {
    host: folder ?? decodeURIComponent(url.hostname),
    port: Number(url.searchParams.get("port") ?? (url.port || 5432)),
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    database: decodeURIComponent(url.pathname.slice(1)) || undefined,
    ssl: sslMode === null || sslMode === "disable" ? false : (sslMode as "require" | "prefer" | "verify-full"),
  };
}

/**
 * Opens a pool to the database that the environment names; the only place that reads `DATABASE_URL`.
 * `bigint` columns arrive as JavaScript numbers: units and ids of the feed stay below 2^53.
 */
export function connect(address: Address, options: ConnectOptions = {}): Sql {
  const { maxBackoffSec } = options;
  const target = address.DATABASE_URL
    ? parseDatabaseUrl(address.DATABASE_URL)
    : {
        host: address.PGHOST,
        port: address.PGPORT ?? 5432,
        username: address.PGUSER,
        password: address.PGPASSWORD,
        database: address.PGDATABASE,
        ssl: false as const,
      };
  return postgres({
    ...target,
    max: options.max ?? 10,
    idle_timeout: options.idleTimeoutSec ?? 0,
    connect_timeout: options.connectTimeoutSec ?? 10,
    onnotice: () => undefined,
    ...(maxBackoffSec && {
      backoff: (attempts: number) => Math.min(0.05 * 2 ** attempts, maxBackoffSec) * (0.5 + Math.random() / 2),
    }),
    connection: {
      application_name: options.name ?? "faregate",
      TimeZone: "UTC",
      ...(options.workMemory && { work_mem: options.workMemory }),
      ...(options.statementTimeoutMs && { statement_timeout: options.statementTimeoutMs }),
      ...(options.lockTimeoutMs && { lock_timeout: options.lockTimeoutMs }),
      ...(options.commitsEarly && { synchronous_commit: "off" }),
    },
    fetch_types: false,
    types: {
      ...arrayTypes,
      bigint: {
        to: 20,
        from: [20],
        serialize: (value: number) => String(value),
        parse: (text: string) => Number(text),
      },
    },
  });
}
