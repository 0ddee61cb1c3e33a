import { rawSql } from "@/db/client";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import type { CalledRoute } from "@/lib/analytics/views";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const loggedMs = 30 * 86_400_000;

/** The routes that the caller's tenant called in 30 days, by api and path: what its log can be filtered by. */
export async function listCalledRoutes(ctx: Ctx): Promise<CalledRoute[]> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const reportZone = await readReportZone(rawSql());
  const since = new Date(ctx.now.getTime() - loggedMs);
  // The log itself would be read whole: a tenant may have millions of calls in it.
  const rows = await rawSql()<CalledRoute[]>`
    select t.id as "routeId", t.method, t.path, a.id as "apiId", a.slug as "apiSlug", a.name as "apiName"
      from (select distinct route_id from roll_day
             where tenant_id = ${tenantId} and day >= (${since}::timestamptz at time zone ${reportZone})::date) called
      join route t on t.id = called.route_id
      join api a on a.id = t.api_id
     order by a.slug, t.path, t.method limit 200`;
  return [...rows];
}
