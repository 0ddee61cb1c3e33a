import { expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { publishAndSync } from "@/lib/billing/server/plans/publish-and-sync";
import { syncPlans } from "@/lib/billing/server/plans/sync-plans";
import { listPublicPlans } from "@/lib/catalog/server/list-public-plans";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeDraftedPlan, makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const meter = await makeMeter();

test("while Stripe is away a plan that costs something is not on sale, and a free one is", async () => {
  await makePlanOnSale(sql, meter.id, { priceMinor: 1_000 });
  const { violations } = await sandbox.state();
  expect(violations).toEqual([]);
  await sandbox.stop();
  const costly = await makeDraftedPlan(sql, meter.id, { priceMinor: 2_000 });
  const published = await publishAndSync(staffCtx("admin"), { planId: costly.planId, rollout: "new_subscriptions" });
  expect(published.sync).toMatchObject({
    state: "failed",
    lastError: expect.stringMatching(/does not answer|connect/i),
  });
  expect(published.sync.steps.map(({ state }) => state)).toEqual(["failed", "waiting"]);
  const free = await makePlanOnSale(sql, meter.id, { priceMinor: 0 });
  const onSale = (await listPublicPlans()).map(({ id }) => id);
  expect(onSale).toContain(free.planId);
  expect(onSale).not.toContain(costly.planId);
  await syncPlans(new Date(Date.now() + 3_600_000));
  expect((await listPublicPlans()).map(({ id }) => id)).not.toContain(costly.planId);
});
