import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { connect, type Sql } from "@/db/connect";
import { env } from "@/lib/env";

export type Database = PostgresJsDatabase;
/** A transaction, or the database itself: what a read needs. */
export type Reader = Database | Parameters<Parameters<Database["transaction"]>[0]>[0];
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

// Next may load this module in several bundles of one process; the pool must still be one.
const shared = globalThis as typeof globalThis & { faregateDatabase?: Database; faregateSql?: Sql };

/** The portal's typed client. Its pool belongs to drizzle: raw statements go through `rawSql()`. */
export function database(): Database {
  shared.faregateDatabase ??= drizzle(connect(env(), { max: 10, name: "faregate-portal" }), { casing: "snake_case" });
  return shared.faregateDatabase;
}

/** A page that takes longer is given up: ten of them would keep everybody else from the portal. */
const readTimeoutMs = 20_000;

/** What one sort or hash of a read may hold: months of counts are summed in memory, and never sorted in a file. */
const workMemory = "32MB";

/** The raw client for bulk reads and the gateway: drizzle changes how its own client reads dates. */
export function rawSql(): Sql {
  shared.faregateSql ??= connect(env(), {
    max: 10,
    name: "faregate-raw",
    workMemory,
    ...(env().FAREGATE_SERVICE === "portal" && { statementTimeoutMs: readTimeoutMs }),
  });
  return shared.faregateSql;
}

/** Puts other clients in place, for tests and for processes that open their own pools. */
export function useDatabase(clients: { database: Database; sql: Sql }): void {
  shared.faregateDatabase = clients.database;
  shared.faregateSql = clients.sql;
}
