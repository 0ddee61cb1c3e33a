import { rawSql } from "@/db/client";
import type { OlderDays } from "@/lib/analytics/report-zone-views";
import { readOlderDays } from "@/lib/analytics/server/report-zone/read-older-days";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Which days of a tenant's page are not those of the report zone, where it counts by the operator's days. */
export async function getOwnOlderDays(ctx: Ctx): Promise<OlderDays> {
  authorizeMember(ctx, "usage:read");
  return readOlderDays(rawSql());
}
