import { expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { inTransaction } from "@/db/transaction";
import { loadCatalog } from "@/lib/catalog/server/load-catalog";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import { identifyKey } from "@/lib/keys/server/identify-key";
import { storeKey } from "@/lib/keys/server/store-key";

const { sql } = await testDatabase();
const anchor = new Date(Date.now() - 3_600_000);
const good = await makeRoute(sql);
const bad = await makeRoute(sql);
const tenant = await makeTenant(sql);
const plan = await putOnTestPlan(sql, { tenantId: tenant.id, featureId: bad.featureId, units: 10, anchor });

/** Published rows do not change for anybody else; a poisoned one came in some other way. */
const poison = (statement: string) => sql.unsafe(`set session_replication_role = replica; ${statement}; reset all`);

test.each<[kind: string, statement: string, id: string, list: "apis" | "routes" | "features" | "planVersions"]>([
  ["an api without an address", `update api set upstream_url = 'nowhere' where id = '${bad.apiId}'`, bad.apiId, "apis"],
  [
    "an api whose credential does not open",
    `update api set upstream_header = 'x', upstream_secret = '\\x00' where id = '${bad.apiId}'`,
    bad.apiId,
    "apis",
  ],
  [
    "a route with a negative cost",
    `update route set cost_units = -1 where id = '${bad.routeId}'`,
    bad.routeId,
    "routes",
  ],
  ["a route with no path", `update route set path = 'x' where id = '${bad.routeId}'`, bad.routeId, "routes"],
  [
    "a feature of no kind",
    `update feature set kind = 'thing' where id = '${bad.featureId}'`,
    bad.featureId,
    "features",
  ],
  [
    "a plan version with a negative limit",
    `update plan_feature set limit_units = -5 where plan_version_id = '${plan.planVersionId}'`,
    plan.planVersionId,
    "planVersions",
  ],
  [
    "a plan version with an unknown period",
    `update plan_feature set limit_units = 5, period = 'fortnight' where plan_version_id = '${plan.planVersionId}'`,
    plan.planVersionId,
    "planVersions",
  ],
])("%s is left out or stays what it was, and takes nothing else down", async (_kind, statement, id, list) => {
  const ids = (catalog: Awaited<ReturnType<typeof loadCatalog>>) => catalog[list].map((row) => row.id).sort();
  await poison(
    `update api set upstream_url = 'http://127.0.0.1:9', upstream_header = null, upstream_secret = null;
     update route set cost_units = 1, path = '/v1/search'; update feature set kind = 'meter';
     update plan_feature set limit_units = 10, period = 'anniversary'`,
  );
  const before = await loadCatalog(sql);
  expect(ids(before)).toContain(id);
  await poison(statement);
  const first = await loadCatalog(sql);
  expect(ids(first)).toEqual(ids(before).filter((each) => each !== id));
  expect(first.routes.map((row) => row.id)).toContain(good.routeId);
  expect(await loadCatalog(sql, before)).toEqual(before);
});

test("a tenant or a key that cannot be used is told apart from one that does not exist", async () => {
  const { key } = await inTransaction((tx) =>
    storeKey(tx, tenant.as("owner"), { name: "k", mode: "live" }, "fg_live_poisoned"),
  );
  const [secret] = await sql<{ digest: Buffer }[]>`select digest from key_secret where key_id = ${key.id}`;
  const digest = secret?.digest ?? Buffer.alloc(32);
  expect(await identifyKey(sql, digest)).toMatchObject({ keyId: key.id, budgets: [] });
  await poison(`update api_key set mode = 'both' where id = '${key.id}'`);
  await expect(identifyKey(sql, digest)).rejects.toMatchObject({ name: "BadRow", kind: "key", id: key.id });
  expect(await identifyKey(sql, Buffer.alloc(32))).toBeNull();

  expect(await loadStanding(sql, tenant.id)).toMatchObject({ tenant: { timeZone: "UTC" }, creditLots: [] });
  await poison(`update tenant set time_zone = 'Mars/Olympus' where id = '${tenant.id}'`);
  await expect(loadStanding(sql, tenant.id)).rejects.toMatchObject({ name: "BadRow", kind: "tenant", id: tenant.id });
});
