import { randomBytes } from "node:crypto";
import type { Sql } from "@/db/connect";
import { newId } from "@/lib/id";
import { digestKey, keyHint, mintKey } from "@/lib/keys/key-format";

/** Writes what measurements and torture sell, straight into the tables: thousands of rows in seconds. */
export type Offer = {
  limitUnits: number | null;
  period?: "anniversary" | "calendar_month" | "day";
  creditMicroPerUnit?: number;
  overage?: "none" | "postpaid";
};

/** An api in front of an upstream on this machine. */
export async function addApi(sql: Sql, now: Date, slug: string, upstreamUrl: string): Promise<string> {
  const id = newId("api", now);
  await sql`insert into api ${sql({ id, slug, name: slug, upstream_url: upstreamUrl, created_at: now })}`;
  return id;
}

/** A meter. */
export async function addMeter(sql: Sql, now: Date, slug: string): Promise<string> {
  const id = newId("feature", now);
  await sql`insert into feature ${sql({ id, slug, name: slug, kind: "meter", created_at: now })}`;
  return id;
}

/** A route of an api; without a feature it is free. */
export async function addRoute(
  sql: Sql,
  now: Date,
  route: { apiId: string; path: string; featureId?: string; costUnits?: number; costHeader?: string },
): Promise<string> {
  const id = newId("route", now);
  const { apiId, path, featureId = null, costUnits = 1, costHeader } = route;
  const row = { id, api_id: apiId, method: "GET", path, feature_id: featureId, cost_units: costUnits, created_at: now };
  await sql`insert into route ${sql({ ...row, ...(costHeader && { cost_header: costHeader }) })}`;
  return id;
}

/** A published plan that includes one meter. Answers the id of its version. */
export async function addPlan(sql: Sql, now: Date, slug: string, featureId: string, offer: Offer): Promise<string> {
  const planId = newId("plan", now);
  const id = newId("planVersion", now);
  await sql`insert into plan ${sql({ id: planId, slug, name: slug, created_at: now })}`;
  const version = { id, plan_id: planId, number: 1, status: "draft", price_minor: 0, currency: "EUR" };
  await sql`insert into plan_version ${sql({ ...version, created_at: now, updated_at: now })}`;
  const { limitUnits, period, creditMicroPerUnit, overage } = offer;
  await sql`insert into plan_feature ${sql({
    plan_version_id: id,
    feature_id: featureId,
    limit_units: limitUnits,
    ...(period && { period }),
    ...(creditMicroPerUnit && { credit_micro_per_unit: creditMicroPerUnit }),
    ...(overage && { overage }),
  })}`;
  await sql`update plan_version set status = 'published', published_at = ${now} where id = ${id}`;
  return id;
}

/** Tenants on a plan, each with as many keys; answers the ids and the keys' secrets, tenant by tenant. */
export async function addTenants(
  sql: Sql,
  now: Date,
  given: { count: number; keysEach: number; planVersionId: string; name: string; pepper: string },
): Promise<{ tenantIds: string[]; secrets: string[] }> {
  const tenantIds = Array.from({ length: given.count }, () => newId("tenant", now));
  const secrets: string[] = [];
  for (let from = 0; from < tenantIds.length; from += 500) {
    const some = tenantIds.slice(from, from + 500);
    const keys = some.flatMap((tenantId) =>
      Array.from({ length: given.keysEach }, () => ({ tenantId, id: newId("key", now), secret: mintKey("live") })),
    );
    secrets.push(...keys.map((key) => key.secret));
    await insertTenants(sql, now, given, some);
    for (let at = 0; at < keys.length; at += 2_500)
      await insertKeys(sql, now, given.pepper, keys.slice(at, at + 2_500));
  }
  return { tenantIds, secrets };
}

async function insertTenants(
  sql: Sql,
  now: Date,
  { name, planVersionId }: { name: string; planVersionId: string },
  ids: string[],
): Promise<void> {
  await sql`insert into tenant ${sql(ids.map((id) => ({ id, name, created_at: now })))}`;
  const subscription = { plan_version_id: planVersionId, status: "active", anchor: now, started_at: now };
  await sql`insert into subscription ${sql(
    ids.map((id) => ({ tenant_id: id, id: newId("subscription", now), ...subscription, created_by: "measurement" })),
  )}`;
}

async function insertKeys(
  sql: Sql,
  now: Date,
  pepper: string,
  keys: { tenantId: string; id: string; secret: string }[],
): Promise<void> {
  const name = `measured-${randomBytes(3).toString("hex")}`;
  await sql`insert into api_key ${sql(
    keys.map(({ tenantId, id }) => ({
      ...{ tenant_id: tenantId, id, name, mode: "live", created_at: now, created_by: "measurement" },
    })),
  )}`;
  await sql`insert into key_secret ${sql(
    keys.map(({ tenantId, id, secret }) => ({
      ...{ tenant_id: tenantId, id: newId("secret", now), key_id: id, created_at: now },
      ...{ digest: digestKey(secret, pepper), hint: keyHint(secret) },
    })),
  )}`;
}
