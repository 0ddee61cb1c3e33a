import { describe, expect, test } from "vitest";
import { makeRoute } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { archivePlan } from "@/lib/catalog/server/archive-plan";
import { createPlan } from "@/lib/catalog/server/create-plan";
import { editDraft } from "@/lib/catalog/server/edit-draft";
import { publishPlan } from "@/lib/catalog/server/publish-plan";
import { startDraft } from "@/lib/catalog/server/start-draft";
import { updatePlan } from "@/lib/catalog/server/update-plan";

const { sql } = await testDatabase();
const { featureId } = await makeRoute(sql);
const admin = staffCtx("admin");

const content = (planId: string, priceMinor: number, overageRateE12: number | null = null) => ({
  planId,
  priceMinor,
  currency: "EUR",
  ratePerMinute: null,
  trialDays: 0,
  features: [
    {
      featureId,
      limitUnits: 10,
      overage: overageRateE12 === null ? ("none" as const) : ("postpaid" as const),
      overageRateE12,
    },
  ],
});
async function publish(slug: string, priceMinor: number, overageRateE12: number | null = null): Promise<string> {
  const { id: planId } = await createPlan(admin, { slug, name: slug });
  await editDraft(admin, content(planId, priceMinor, overageRateE12));
  await publishPlan(admin, { planId, rollout: "new_subscriptions" });
  return planId;
}
const fallbacks = async () => (await sql<{ id: string }[]>`select id from plan where fallback`).map(({ id }) => id);

describe("the plan that tenants fall back to", () => {
  test("is one plan: naming another takes it from the first", async () => {
    const [first, second] = [await publish("free-1", 0), await publish("free-2", 0, 0)];
    await updatePlan(admin, { planId: first, fallback: true });
    expect(await fallbacks()).toEqual([first]);
    await updatePlan(admin, { planId: second, fallback: true });
    expect(await fallbacks()).toEqual([second]);
    await updatePlan(admin, { planId: second, fallback: false });
    expect(await fallbacks()).toEqual([]);
  });

  test("costs nothing, now and later", async () => {
    const { id: unpublished } = await createPlan(admin, { slug: "draft-only", name: "x" });
    const wrong = [unpublished, await publish("priced", 100), await publish("metered", 0, 1)];
    for (const planId of wrong) {
      await expect(updatePlan(admin, { planId, fallback: true })).rejects.toMatchObject({ code: "conflict" });
    }
    const free = await publish("free-3", 0);
    await updatePlan(admin, { planId: free, fallback: true });
    await startDraft(admin, { planId: free });
    await editDraft(admin, content(free, 100));
    const late = publishPlan(admin, { planId: free, rollout: "new_subscriptions" });
    await expect(late).rejects.toMatchObject({ code: "conflict", details: { reason: "not_free" } });
  });

  test("does not hide that late use has no price: a draft from a time without prices is not published", async () => {
    const planId = await publish("old-terms", 100);
    const { id } = await startDraft(admin, { planId });
    await sql`update plan_feature set overage = 'postpaid' where plan_version_id = ${id}`;
    const blind = publishPlan(admin, { planId, rollout: "new_subscriptions" });
    await expect(blind).rejects.toMatchObject({ code: "conflict", details: { reason: "not_priced" } });
  });

  test("is none any more once it is off sale", async () => {
    const planId = await publish("free-4", 0);
    await updatePlan(admin, { planId, fallback: true });
    await archivePlan(admin, { planId });
    expect(await fallbacks()).not.toContain(planId);
  });
});
