import type { Sql } from "@/db/connect";

/** Rows that one statement takes at most, so that nobody waits for it, and statements of one round. */
const batch = 10_000;
const batchesAtOnce = 20;

const tables = [
  ["roll_quarter", "bucket"],
  ["roll_hour", "bucket"],
  ["roll_day", "day"],
  ["roll_tenant_day", "day"],
  ["roll_total_day", "day"],
] as const;

/** Forgets counts of calls that no page can ask for any more: those older than 27 months. */
export async function forgetCounts(sql: Sql, now: Date): Promise<{ forgotten: number }> {
  let forgotten = 0;
  for (const [table, column] of tables) {
    for (let round = 0; round < batchesAtOnce; round++) {
      const { count } = await sql`
        delete from ${sql(table)} where ctid = any(array(
          select ctid from ${sql(table)} where ${sql(column)} < ${now}::timestamptz - interval '27 months' limit ${batch}))`;
      forgotten += count;
      if (count < batch) break;
    }
  }
  return { forgotten };
}
