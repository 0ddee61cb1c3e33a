import type { Sql } from "@/db/connect";
import { dateIn } from "@/lib/analytics/report-days";
import type { ReportZoneChangeView } from "@/lib/analytics/report-zone-views";

const dayMs = 86_400_000;

type Row = {
  zoneBefore: string;
  zone: string;
  changedAt: Date;
  countedFrom: string | null;
  goal: string | null;
  isWhole: boolean;
  doneAt: Date | null;
};

/** Changes of the report zone, the newest first. */
export async function readZoneChanges(sql: Sql, limit: number): Promise<ReportZoneChangeView[]> {
  const rows = await sql<Row[]>`
    select zone_before as "zoneBefore", zone, changed_at as "changedAt", counted_from::text as "countedFrom", goal::text,
           is_whole as "isWhole", done_at as "doneAt"
      from report_zone_change order by id desc limit ${limit}`;
  return rows.map(describe);
}

function describe({ goal, changedAt, doneAt, ...row }: Row): ReportZoneChangeView {
  const first = dateIn(changedAt.getTime(), row.zone);
  const daysFrom = (day: string) => Math.max(0, Math.round((Date.parse(first) - Date.parse(day)) / dayMs) + 1);
  return {
    ...row,
    changedAt: changedAt.toISOString(),
    doneAt: doneAt?.toISOString() ?? null,
    daysDone: row.countedFrom === null ? 0 : daysFrom(row.countedFrom),
    daysAll: goal === null ? null : daysFrom(goal),
  };
}
