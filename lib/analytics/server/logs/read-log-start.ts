import type { Sql } from "@/db/connect";

/** The oldest row that the log still holds; days before it have aged out. Null: it holds none. */
export async function readLogStart(sql: Sql): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }[]>`select min(decided_at) as at from request_log`;
  return row?.at ?? null;
}
