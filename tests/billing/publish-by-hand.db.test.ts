import { expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { requestPlanSync } from "@/lib/billing/server/plans/request-plan-sync";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();

test("without Stripe a plan is on sale as soon as it is published, and there is nothing to send it to", async () => {
  expect(currentMode()).toBe("manual");
  const meter = await makeMeter();
  const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 2_000, overageRateE12: 1 });
  expect(plan.sync).toEqual({
    ...{ planVersionId: plan.planVersionId, state: "not_needed", steps: [], lastError: null, at: null },
  });
  const [version] = await sql`select status from plan_version where id = ${plan.planVersionId}`;
  expect(version?.status).toBe("published");
  expect(await sql`select 1 from stripe_command`).toEqual([]);
  await expect(requestPlanSync(staffCtx("admin"), { planId: plan.planId })).rejects.toMatchObject({
    code: "payment_processor_unavailable",
  });
});
