import { rawSql } from "@/db/client";
import type { LogChoices } from "@/lib/analytics/request-views";
import { listCalledRoutes } from "@/lib/analytics/server/list-called-routes";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** What a tenant can filter its log by: what it called in 30 days. */
export async function listOwnLogChoices(ctx: Ctx): Promise<Pick<LogChoices, "apis" | "routes" | "features">> {
  authorizeMember(ctx, "usage:read");
  const routes = await listCalledRoutes(ctx);
  const features = await rawSql()<LogChoices["features"]>`
    select id as value, name as label from feature
     where id in (select feature_id from route where id = any(${routes.map(({ routeId }) => routeId)}))
     order by lower(name), id`;
  const apis = new Map(routes.map((route) => [route.apiId, route.apiName]));
  return {
    apis: [...apis].map(([value, label]) => ({ value, label })),
    routes: routes.map(({ routeId, method, apiSlug, path }) => ({
      value: routeId,
      label: `${method} /${apiSlug}${path}`,
    })),
    features,
  };
}
