import { rawSql } from "@/db/client";
import type { LogChoices } from "@/lib/analytics/request-views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** What staff can filter the log by, archived things included: their calls stay in it. Labels in the order of reading. */
export async function listLogChoices(ctx: Ctx): Promise<LogChoices> {
  authorizeStaff(ctx, "staff:read");
  const sql = rawSql();
  const [tenants, apis, routes, features, plans, versions] = await Promise.all([
    sql<LogChoices["tenants"]>`select id as value, name as label from tenant order by lower(name), id`,
    sql<LogChoices["apis"]>`select id as value, name as label from api order by lower(name), id`,
    sql<LogChoices["routes"]>`
      select r.id as value, r.method || ' /' || a.slug || r.path as label
        from route r join api a on a.id = r.api_id order by a.slug, r.path, r.method, r.id`,
    sql<LogChoices["features"]>`select id as value, name as label from feature order by lower(name), id`,
    sql<LogChoices["plans"]>`select id as value, name as label from plan order by lower(name), id`,
    sql<LogChoices["versions"]>`
      select v.id as value, p.name || ' ' || v.number as label
        from plan_version v join plan p on p.id = v.plan_id
       where v.status <> 'draft' order by lower(p.name), v.number desc`,
  ]);
  return { tenants, apis, routes, features, plans, versions };
}
