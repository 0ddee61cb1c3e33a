import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { loadCatalog } from "@/lib/catalog/server/load-catalog";
import { deriveEntitlement } from "@/lib/entitlements/derive-entitlement";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const one = <Value>(values: readonly Value[]): Value => values[randomInt(values.length)] as Value;

it("the judge and the ledger's SQL agree on what a tenant is entitled to, whatever plan and exceptions it has", async () => {
  const now = new Date();
  const plan = newId("plan", now);
  const features = Array.from({ length: 3 }, () => newId("feature", now));
  await sql`insert into plan (id, slug, name, created_at) values (${plan}, 'p', 'P', now())`;
  for (const [n, id] of features.entries()) {
    await sql`insert into feature (id, slug, name, kind, created_at) values (${id}, ${`f${n}`}, 'F', 'meter', now())`;
  }
  const versions: string[] = [];
  for (let number = 1; number <= 6; number++) {
    const id = newId("planVersion", now);
    versions.push(id);
    await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
      values (${id}, ${plan}, ${number}, 'draft', 0, 'EUR', now(), now())`;
    for (const feature of features) {
      if (randomInt(3) === 0) continue;
      await sql`insert into plan_feature values (${id}, ${feature}, ${one([null, 0, 5, 100])})`;
    }
    await sql`update plan_version set status = 'published' where id = ${id}`;
  }
  const catalog = await loadCatalog(sql);
  expect(catalog.planVersions.filter((version) => version.onSale).map(({ number }) => number)).toEqual([6]);

  for (let round = 0; round < 40; round++) {
    const tenant = newId("tenant", now);
    await sql`insert into tenant (id, name, created_at) values (${tenant}, 'T', now())`;
    const versionId = one([...versions, null]);
    if (versionId) {
      await sql`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
        values (${tenant}, ${newId("subscription", now)}, ${versionId}, ${one(["active", "ended", "trialing", "paused"])}, now(), now(), 't')`;
    }
    for (let n = randomInt(5); n > 0; n--) {
      const starts = one([-60, -1, 30]);
      await sql`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, withdrawn_at, created_at)
        values (${tenant}, ${newId("exception", now)}, ${one(["extra_units", "feature_access"])}, ${one(features)}, ${one([null, 3, 50])},
          'r', now() + ${`${starts} minutes`}::interval, now() + ${`${starts + 45} minutes`}::interval, 't', ${one([null, null, now])}, now())`;
    }
    const standing = await loadStanding(sql, tenant);
    if (!standing) throw new Error("The tenant was just made.");
    const version = catalog.planVersions.find(({ id }) => id === versionId) ?? null;
    for (const feature of features) {
      const [row] = await sql<{ included: boolean; units: number | null }[]>`
        select included, units from entitled_units(${tenant}, ${feature}, ${now})`;
      const { included, units } = deriveEntitlement(standing, version, feature, now);
      expect({ included, units: included ? units : null }).toEqual({
        included: row?.included,
        units: row?.included ? row.units : null,
      });
    }
  }
});

it("a tenant that does not exist stands on nothing", async () => {
  expect(await loadStanding(sql, "tnt_none")).toBeNull();
});
