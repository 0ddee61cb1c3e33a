import type { Sql } from "@/db/connect";
import { newId } from "@/lib/id";
import { addApi, addMeter, addRoute, addTenants } from "@/scripts/bench/make-world";

const dayMs = 86_400_000;

/** Whom figures are asked about: ids of everything that a filter can name. */
export type Market = {
  apiIds: string[];
  routeIds: string[];
  featureIds: string[];
  planIds: string[];
  versionIds: string[];
  tenantIds: string[];
  /** Three of each tenant, in the order of the tenants' ids. */
  keyIds: string[];
};

/** Two apis with four routes each, four meters, four plans with prices, and tenants with three keys each. */
export async function makeMarket(sql: Sql, now: Date, tenants: number, days: number): Promise<Market> {
  const since = new Date(now.getTime() - days * dayMs);
  const featureIds: string[] = [];
  for (const slug of ["searches", "pages", "matches", "exports"]) featureIds.push(await addMeter(sql, since, slug));
  const apiIds = [
    await addApi(sql, since, "places", "http://127.0.0.1:9"),
    await addApi(sql, since, "maps", "http://127.0.0.1:9"),
  ];
  const routeIds: string[] = [];
  for (const [at, featureId] of featureIds.entries()) {
    for (const apiId of apiIds) routeIds.push(await addRoute(sql, since, { apiId, path: `/v1/part-${at}`, featureId }));
  }
  const [planIds, versionIds] = await addPlans(sql, since, featureIds);
  const tenantIds: string[] = [];
  for (const [at, planVersionId] of versionIds.entries()) {
    const given = { count: Math.ceil((tenants - at) / versionIds.length), keysEach: 3, planVersionId, name: `t${at}` };
    tenantIds.push(...(await addTenants(sql, since, { ...given, pepper: "measurement" })).tenantIds);
  }
  tenantIds.sort();
  const keys = await sql<{ id: string }[]>`select id from api_key order by tenant_id, id`;
  return { apiIds, routeIds, featureIds, planIds, versionIds, tenantIds, keyIds: keys.map(({ id }) => id) };
}

async function addPlans(sql: Sql, at: Date, featureIds: readonly string[]): Promise<[string[], string[]]> {
  const plans = [0, 4_900, 19_900, 99_900].map((priceMinor, place) => ({
    ...{ planId: newId("plan", at), versionId: newId("planVersion", at), priceMinor, slug: `plan-${place}` },
  }));
  for (const { planId, versionId, priceMinor, slug } of plans) {
    await sql`insert into plan ${sql({ id: planId, slug, name: slug, created_at: at })}`;
    const version = { id: versionId, plan_id: planId, number: 1, status: "draft", price_minor: priceMinor };
    await sql`insert into plan_version ${sql({ ...version, currency: "EUR", created_at: at, updated_at: at })}`;
    const included = featureIds.map((feature_id) => ({ plan_version_id: versionId, feature_id, limit_units: 100_000 }));
    await sql`insert into plan_feature ${sql(included)}`;
    await sql`update plan_version set status = 'published', published_at = ${at} where id = ${versionId}`;
  }
  return [plans.map(({ planId }) => planId), plans.map(({ versionId }) => versionId)];
}
