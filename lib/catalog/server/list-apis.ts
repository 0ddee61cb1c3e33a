import { asc, count, isNull, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { api, route } from "@/db/schema/catalog";
import { describeApi } from "@/lib/catalog/server/describe-api";
import type { ApiRow } from "@/lib/catalog/views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Every api in service, with the number of its routes; a route without a feature counts as free. */
export async function listApis(ctx: Ctx): Promise<ApiRow[]> {
  authorizeStaff(ctx, "staff:read");
  const rows = await database()
    .select({
      api,
      routes: count(route.id),
      freeRoutes: sql<number>`count(${route.id}) filter (where ${route.featureId} is null)`.mapWith(Number),
    })
    .from(api)
    .leftJoin(route, sql`${route.apiId} = ${api.id} and ${route.archivedAt} is null`)
    .where(isNull(api.archivedAt))
    .groupBy(api.id)
    .orderBy(asc(api.slug));
  return rows.map((row) => ({ ...describeApi(row.api), routes: row.routes, freeRoutes: row.freeRoutes }));
}
