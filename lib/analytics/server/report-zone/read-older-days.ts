import type { Sql } from "@/db/connect";
import { midnightOf } from "@/lib/analytics/report-days";
import type { OlderDays } from "@/lib/analytics/report-zone-views";
import { readZoneChanges } from "@/lib/analytics/server/report-zone/read-zone-changes";

/** Which days are not those of the report zone, because they were counted before it was changed. */
export async function readOlderDays(sql: Sql): Promise<OlderDays> {
  const [change] = await readZoneChanges(sql, 1);
  if (!change || (change.doneAt !== null && change.isWhole)) return null;
  const { zone, zoneBefore, countedFrom, doneAt } = change;
  return {
    zone,
    zoneBefore,
    before: countedFrom === null ? null : midnightOf(countedFrom, zone).toISOString(),
    isRunning: doneAt === null,
  };
}
