import type { Sql } from "@/db/connect";
import { requestLogDays } from "@/lib/metering/server/keep-partitions";

const dayMs = 86_400_000;

/**
 * The oldest row of a log that has been shortened: what came before it has aged out. Null while nothing can have, and
 * where only what is after `from` is asked for and all of that is held.
 */
export async function readLogStart(sql: Sql, now: Date, from = new Date(0)): Promise<Date | null> {
  const firstDropMs = now.getTime() - (requestLogDays - 1) * dayMs;
  if (from.getTime() >= firstDropMs) return null;
  const [row] = await sql<{ at: Date | null }[]>`select min(decided_at) as at from request_log`;
  return row?.at && row.at.getTime() < firstDropMs && row.at > from ? row.at : null;
}
