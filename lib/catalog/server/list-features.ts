import { asc, isNull, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { feature } from "@/db/schema/catalog";
import { describeFeature } from "@/lib/catalog/server/describe-feature";
import type { FeatureRow } from "@/lib/catalog/views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Every feature in service, with the routes that need it and the plans that include it. */
export async function listFeatures(ctx: Ctx): Promise<FeatureRow[]> {
  authorizeStaff(ctx, "staff:read");
  const rows = await database()
    .select({
      feature,
      routes:
        sql<number>`(select count(*) from route r where r.feature_id = "feature"."id" and r.archived_at is null)`.mapWith(
          Number,
        ),
      plans: sql<string[]>`array(
        select p.name from plan p
          join lateral (select v.id from plan_version v where v.plan_id = p.id and v.status = 'published'
                         order by v.number desc limit 1) live on true
          join plan_feature pf on pf.plan_version_id = live.id and pf.feature_id = "feature"."id"
         where p.archived_at is null order by p.position, p.name)`,
    })
    .from(feature)
    .where(isNull(feature.archivedAt))
    .orderBy(asc(feature.slug));
  return rows.map((row) => ({ ...describeFeature(row.feature), routes: row.routes, plans: row.plans }));
}
