import { rawSql } from "@/db/client";
import type { ReportZoneView } from "@/lib/analytics/report-zone-views";
import { readZoneChanges } from "@/lib/analytics/server/report-zone/read-zone-changes";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The report zone with its changes, and how far the days of the last one are counted. */
export async function getReportZoneChanges(ctx: Ctx): Promise<ReportZoneView> {
  authorizeStaff(ctx, "staff:read");
  const sql = rawSql();
  const [zone, changes] = await Promise.all([readReportZone(sql), readZoneChanges(sql, 20)]);
  return { zone, changes };
}
