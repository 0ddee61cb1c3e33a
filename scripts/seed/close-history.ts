import type { Sql } from "@/db/connect";
import { foldMarkedEpisodes } from "@/lib/analytics/server/episodes/fold-marked-episodes";
import { keepPartitions } from "@/lib/metering/server/keep-partitions";
import { keepPeriods } from "@/lib/metering/server/keep-periods";

/**
 * What the worker would have made of the history by now: runs of refusals, ended periods, and days beyond the request
 * log's retention dropped, whose counts stay.
 */
export async function closeHistory(sql: Sql, now: Date): Promise<void> {
  const fold = async () => {
    await foldUntilDone(sql, now);

    await keepPeriods(sql);
    await keepPartitions(sql, now);
  };
  // The first pages must not wait until the server has looked at what was written.
  const analyze = async () => sql`analyze roll_quarter, roll_hour, roll_day, usage_event, usage_draw, ledger_account`;
  await Promise.all([fold(), analyze()]);
}

async function foldUntilDone(sql: Sql, now: Date): Promise<void> {
  for (;;) {
    await foldMarkedEpisodes(sql, now);
    const [left] = await sql<{ n: number }[]>`select count(*) as n from episode_mark`;
    if (!left?.n) return;
  }
}
