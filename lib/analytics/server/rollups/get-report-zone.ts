import { rawSql } from "@/db/client";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The zone in which pages for staff tell time, where their address names none. */
export async function getReportZone(ctx: Ctx): Promise<string> {
  authorizeStaff(ctx, "staff:read");
  return readReportZone(rawSql());
}
