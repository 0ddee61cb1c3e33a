import { readFileSync } from "node:fs";
import path from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { connect } from "@/db/connect";
import type { Env } from "@/lib/env";

const advisoryLock = 8_402_402;

type Journal = { entries: { when: number }[] };

/**
 * Brings the database to this release's schema, one process at a time.
 * @param folder absolute path of `db/migrations`
 * @returns how many migrations were applied
 * @throws Error when the database was written by a newer release
 */
export async function migrateDatabase(
  address: Pick<Env, "DATABASE_URL" | "PGHOST" | "PGPORT" | "PGUSER" | "PGPASSWORD" | "PGDATABASE">,
  folder: string,
): Promise<number> {
  const journal = JSON.parse(readFileSync(path.join(folder, "meta", "_journal.json"), "utf8")) as Journal;
  const newest = Math.max(...journal.entries.map((entry) => entry.when));
  const sql = connect(address, { max: 1, name: "faregate-migrate" });
  try {
    await sql`select pg_advisory_lock(${advisoryLock})`;
    const applied = async () => {
      const [table] = await sql<
        { name: string | null }[]
      >`select to_regclass('drizzle.__drizzle_migrations')::text as name`;
      if (!table?.name) return { count: 0, newest: 0 };
      const [row] = await sql<{ count: number; newest: number | null }[]>`
        select count(*)::int as count, max(created_at)::bigint as newest from drizzle.__drizzle_migrations`;
      return { count: row?.count ?? 0, newest: row?.newest ?? 0 };
    };
    const before = await applied();
    if (before.newest > newest) {
      throw new Error(
        "The database was written by a newer release of Faregate. Install that release, or use another database.",
      );
    }
    await migrate(drizzle(sql), { migrationsFolder: folder });
    return (await applied()).count - before.count;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
