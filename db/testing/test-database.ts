import { randomBytes } from "node:crypto";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, inject } from "vitest";
import { type Database, useDatabase } from "@/db/client";
import { connect, type Sql } from "@/db/connect";

export type TestDatabase = {
  /** Typed client, as the portal uses it. */
  db: Database;
  /** Raw client, as the gateway uses it. */
  sql: Sql;
  /** What a process under test needs in its environment to reach this database. */
  conn: { PGHOST: string; PGPORT: string; PGUSER: string; PGPASSWORD: string; PGDATABASE: string };
  /** The same as one value, for `DATABASE_URL`. */
  url: string;
};

/**
 * A database of its own for the calling test file: a clone of the migrated template, dropped after the last test.
 * It becomes the database of this worker (`database()`, `rawSql()`, `env()`). Call once a file, at the top:
 *
 *     const { sql, db } = await testDatabase();
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject("testServer");
  const name = `t_${randomBytes(6).toString("hex")}`;
  const address = { host: server.host, port: server.port, user: server.user, password: server.password };
  const admin = postgres({ ...address, database: "postgres", max: 1, onnotice: () => undefined });
  await admin.unsafe(`CREATE DATABASE ${name} TEMPLATE ${server.template}`);

  const conn = {
    PGHOST: server.host,
    PGPORT: String(server.port),
    PGUSER: server.user,
    PGPASSWORD: server.password,
    PGDATABASE: name,
  };
  Object.assign(process.env, conn);
  const target = { ...conn, PGPORT: server.port, DATABASE_URL: undefined };
  const typed = connect(target, { max: 10, name: "test" });
  const sql = connect(target, { max: 60, name: "test-raw" });
  const db: Database = drizzle(typed, { casing: "snake_case" });
  useDatabase({ database: db, sql });

  afterAll(async () => {
    await Promise.all([typed.end({ timeout: 2 }), sql.end({ timeout: 2 })]);
    await admin.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  });
  const url = `postgres://${server.user}:${server.password}@localhost:${server.port}/${name}?host=${encodeURIComponent(server.host)}`;
  return { db, sql, conn, url };
}
