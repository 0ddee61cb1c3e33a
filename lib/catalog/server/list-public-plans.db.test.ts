import { expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { listPublicPlans } from "@/lib/catalog/server/list-public-plans";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const featureId = newId("feature", now);

async function addPlan(slug: string, change: Record<string, unknown> = {}): Promise<string> {
  const id = newId("plan", now);
  await sql`insert into plan ${sql({ id, slug, name: slug, created_at: now, ...change })}`;
  return id;
}

async function addVersion(planId: string, number: number, priceMinor: number, published: boolean): Promise<void> {
  const id = newId("planVersion", now);
  const dates = { created_at: now, updated_at: now };
  await sql`insert into plan_version
            ${sql({ id, plan_id: planId, number, status: "draft", price_minor: priceMinor, currency: "EUR", ...dates })}`;
  await sql`insert into plan_feature (plan_version_id, feature_id, limit_units) values (${id}, ${featureId}, ${number * 100})`;
  if (published) await sql`update plan_version set status = 'published', published_at = ${now} where id = ${id}`;
}

it("lists what can be had today: the newest published version of plans that are neither hidden nor archived", async () => {
  await sql`insert into feature (id, slug, name, kind, created_at) values (${featureId}, 'reports', 'Reports', 'meter', ${now})`;
  const pro = await addPlan("pro", { position: 2 });
  await addVersion(pro, 1, 4_900, true);
  await addVersion(pro, 2, 5_900, true);
  await addVersion(pro, 3, 1, false);
  await addVersion(await addPlan("starter", { position: 1 }), 1, 900, true);
  await addVersion(await addPlan("gift", { hidden: true }), 1, 0, true);
  await addVersion(await addPlan("old", { archived_at: now }), 1, 0, true);
  await addVersion(await addPlan("unfinished"), 1, 0, false);

  const plans = await listPublicPlans();
  expect(plans.map(({ slug, versionNumber }) => `${slug}@${versionNumber}`)).toEqual(["starter@1", "pro@2"]);
  expect(plans[1]).toMatchObject({
    price: { amountMinor: 5_900, currency: "EUR" },
    features: [{ slug: "reports", units: 200, kind: "meter", unitPlural: "calls" }],
  });
});
