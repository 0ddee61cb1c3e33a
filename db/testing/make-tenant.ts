import type { Sql } from "@/db/connect";
import type { MemberRole } from "@/lib/accounts/permissions";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";

/** A tenant of a test's own, and the context of a member of it in each role. */
export type TestTenant = { id: string; as: (role: MemberRole, over?: Partial<Ctx>) => Ctx };

/** Writes a tenant with one member for each role that acts. */
export async function makeTenant(sql: Sql, name = "Lumen Maps"): Promise<TestTenant> {
  const now = new Date();
  const id = newId("tenant", now);
  const roles: MemberRole[] = ["owner", "admin", "developer", "billing", "viewer"];
  const people = new Map(roles.map((role) => [role, newId("person", now)]));
  await sql`insert into tenant (id, name, created_at) values (${id}, ${name}, ${now})`;
  for (const [role, personId] of people) {
    await sql`insert into person (id, email, name, created_at)
              values (${personId}, ${`${personId.toLowerCase()}@example.com`}, ${`${name} ${role}`}, ${now})`;
    await sql`insert into member (tenant_id, id, person_id, role, created_at)
              values (${id}, ${newId("member", now)}, ${personId}, ${role}, ${now})`;
  }
  return {
    id,
    as: (role, over) => ({
      actor: {
        kind: "person",
        personId: people.get(role) ?? "",
        sessionId: newId("session", now),
        name: `${name} ${role}`,
        email: `${role}@example.com`,
        staffRole: null,
      },
      tenant: { id, role },
      now: new Date(),
      requestId: newId("request", now),
      address: null,
      ...over,
    }),
  };
}

/** Writes an api with one meter feature and one route that asks for a scope and costs `costUnits`. */
export async function makeRoute(sql: Sql, over: { scope?: string | null; costUnits?: number; path?: string } = {}) {
  const now = new Date();
  const ids = { apiId: newId("api", now), featureId: newId("feature", now), routeId: newId("route", now) };
  const slug = ids.apiId.slice(-12).toLowerCase();
  await sql`insert into api (id, slug, name, upstream_url, created_at)
            values (${ids.apiId}, ${slug}, 'Geo', 'http://127.0.0.1:9', ${now})`;
  await sql`insert into feature (id, slug, name, kind, unit, unit_plural, created_at)
            values (${ids.featureId}, ${`f-${slug}`}, 'Geo search', 'meter', 'search', 'searches', ${now})`;
  await sql`insert into route (id, api_id, method, path, feature_id, cost_units, scope, created_at)
            values (${ids.routeId}, ${ids.apiId}, 'GET', ${over.path ?? "/v1/search"}, ${ids.featureId},
                    ${over.costUnits ?? 1}, ${over.scope === undefined ? "geo:search" : over.scope}, ${now})`;
  return { ...ids, apiSlug: slug };
}

/** Writes a published plan version that includes `units` of a feature, and puts the tenant on it from `anchor`. */
export async function putOnTestPlan(
  sql: Sql,
  to: { tenantId: string; featureId: string; units: number | null; anchor: Date; hidden?: boolean },
) {
  const ids = { planId: newId("plan", to.anchor), planVersionId: newId("planVersion", to.anchor) };
  await sql`insert into plan (id, slug, name, hidden, created_at)
            values (${ids.planId}, ${ids.planId.toLowerCase()}, 'Starter', ${to.hidden ?? false}, ${to.anchor})`;
  await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
            values (${ids.planVersionId}, ${ids.planId}, 1, 'draft', 2900, 'EUR', ${to.anchor}, ${to.anchor})`;
  await sql`insert into plan_feature (plan_version_id, feature_id, limit_units)
            values (${ids.planVersionId}, ${to.featureId}, ${to.units})`;
  await sql`update plan_version set status = 'published', published_at = ${to.anchor} where id = ${ids.planVersionId}`;
  await sql`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
            values (${to.tenantId}, ${newId("subscription", to.anchor)}, ${ids.planVersionId}, 'active', ${to.anchor},
                    ${to.anchor}, 'test')`;
  return ids;
}
