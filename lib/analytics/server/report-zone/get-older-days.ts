import { rawSql } from "@/db/client";
import type { OlderDays } from "@/lib/analytics/report-zone-views";
import { readOlderDays } from "@/lib/analytics/server/report-zone/read-older-days";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Which days of the operator's pages are not those of the report zone. */
export async function getOlderDays(ctx: Ctx): Promise<OlderDays> {
  authorizeStaff(ctx, "staff:read");
  return readOlderDays(rawSql());
}
