import { and, asc, eq, isNull, notLike, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { api, route } from "@/db/schema/catalog";
import type { SampleRoute } from "@/lib/keys/types";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const listedRoutes = 200;

/** Routes that a ready-made curl can call as they stand: GET, without parameters in the path. Metered ones first, cheap ones before dear ones. */
export async function listSampleRoutes(ctx: Ctx): Promise<SampleRoute[]> {
  authorizeMember(ctx, "keys:read");
  return database()
    .select({ apiSlug: api.slug, path: route.path, scope: route.scope })
    .from(route)
    .innerJoin(api, eq(api.id, route.apiId))
    .where(
      and(
        eq(route.method, "GET"),
        notLike(route.path, "%{%"),
        notLike(route.path, "%*%"),
        isNull(route.archivedAt),
        isNull(api.archivedAt),
      ),
    )
    .orderBy(sql`${route.featureId} is null`, asc(route.costUnits), asc(route.path), asc(route.id))
    .limit(listedRoutes);
}
