import type { Sql } from "@/db/connect";

/** Without any of these PostgreSQL may forget, or garble, what it has said is committed. */
const settings = ["fsync", "full_page_writes", "synchronous_commit"];

/** The database may lose what it acknowledged; the message names its settings. */
export class StoreNotDurable extends Error {}

/**
 * Makes sure that what the ledger is told to keep survives a power cut of the database (metering.md, 19).
 * @throws StoreNotDurable, and whatever the driver throws when the database is away.
 */
export async function requireDurableStore(sql: Sql): Promise<void> {
  const off = await sql<{ name: string }[]>`
    select name from pg_settings where name in ${sql(settings)} and setting = 'off' order by name`;
  if (off.length === 0) return;
  const names = off.map(({ name }) => name).join(", ");
  throw new StoreNotDurable(`The database may lose what it has committed: turn on ${names} in PostgreSQL.`);
}
