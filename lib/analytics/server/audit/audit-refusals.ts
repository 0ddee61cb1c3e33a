import type { Sql } from "@/db/connect";
import { addDays, reportDays } from "@/lib/analytics/report-days";
import { auditDay } from "@/lib/analytics/server/audit/audit-day";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";

const hourMs = 3_600_000;
const daysBack = 7;
/** Outcomes of a day's last calls come within seconds, those of a gateway that was away within hours. */
const settlesMs = hourMs;

/**
 * The nightly audit: of the last seven complete days, those that were never audited, yesterday an hour after midnight.
 * Answers how many days were audited and how many refusals were wrongful.
 */
export async function auditRefusals(sql: Sql, now: Date): Promise<{ days: number; wrongful: number }> {
  const zone = await readReportZone(sql);
  const { today } = reportDays(new Date(now.getTime() - settlesMs), zone, 0);
  const due = await sql<{ day: string }[]>`
    select d.day::date::text as day
      from generate_series(${addDays(today, -daysBack)}::date, ${addDays(today, -1)}::date, interval '1 day') as d (day)
     where not exists (select 1 from refusal_audit a where a.day = d.day::date) order by 1`;
  let wrongful = 0;
  for (const { day } of due) wrongful += (await auditDay(sql, day, { zone, now })).wrongful;
  return { days: due.length, wrongful };
}
