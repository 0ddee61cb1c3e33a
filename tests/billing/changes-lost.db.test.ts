import { afterEach, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { cancelSubscription } from "@/lib/billing/server/changes/cancel-subscription";
import { confirmChange } from "@/lib/billing/server/changes/confirm-change";
import { previewChange } from "@/lib/billing/server/changes/preview-change";
import { resumePlanChanges } from "@/lib/billing/server/changes/resume-plan-changes";
import { repeatCommands } from "@/lib/billing/server/commands/repeat-commands";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { openLossyRoad } from "@/tests/billing/lossy-road";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";
import { heldGrant, subscribedTenant } from "@/tests/billing/subscribed-tenant";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const road = await openLossyRoad(sandbox.url);
process.env.FAREGATE_STRIPE_SANDBOX_URL = road.url;
const meter = await makeMeter();
const starter = await makePlanOnSale(sql, meter.id, { priceMinor: 1_900 });
const pro = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900 });
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

afterEach(() => {
  road.lose(null);
  road.cut(false);
});

async function previewed(fromVersionId: string, toVersionId: string) {
  const tenant = await subscribedTenant(sql, sandbox, fromVersionId);
  await syncTenant(tenant.id, new Date());
  const { changeId } = await previewChange(tenant.as("owner"), { planVersionId: toVersionId });
  return { tenant, changeId };
}
const statusOf = async (changeId: string) =>
  (await sql<{ status: string }[]>`select status from plan_change where id = ${changeId}`)[0]?.status;
async function recover() {
  for (const minutes of [2, 30, 90]) {
    await repeatCommands(later(minutes));
    await resumePlanChanges(later(minutes));
  }
}
const updatesOf = async (customer: string) =>
  (await sandbox.stripe.invoices.list({ customer })).data.filter((one) => one.billing_reason === "subscription_update");

test("an upgrade whose answer is lost is charged once, and seen", async () => {
  const { tenant, changeId } = await previewed(starter.planVersionId, pro.planVersionId);
  road.lose(/^POST \/v1\/subscriptions\/sub_/);
  await confirmChange(tenant.as("owner"), { changeId });
  expect(road.lost()).toBeGreaterThan(0);
  road.lose(null);
  await recover();
  expect(await statusOf(changeId)).toBe("applied");
  expect((await heldGrant(sql, tenant.id))?.plan_version_id).toBe(pro.planVersionId);
  expect(await updatesOf(tenant.customer)).toHaveLength(1);
});

test.each([
  ["made", /^POST \/v1\/subscription_schedules$/],
  ["filled", /^POST \/v1\/subscription_schedules\/sub_sched_/],
])(
  "a downgrade is not said to be planned before its schedule is whole, if the answer is lost when it was %s",
  async (_, lost) => {
    const { tenant, changeId } = await previewed(pro.planVersionId, starter.planVersionId);
    road.lose(lost);
    await confirmChange(tenant.as("owner"), { changeId });
    expect(await statusOf(changeId)).toBe("sent");
    road.lose(null);
    await recover();
    expect(await statusOf(changeId)).toBe("scheduled");
    const { schedule } = await sandbox.stripe.subscriptions.retrieve(tenant.subscription.id);
    expect((await sandbox.stripe.subscriptionSchedules.retrieve(String(schedule))).phases).toHaveLength(2);
  },
);

test("while Stripe is away nothing is changed by halves, and it is told", async () => {
  const { tenant, changeId } = await previewed(starter.planVersionId, pro.planVersionId);
  road.cut(true);
  const away = { code: "payment_processor_unavailable" };
  await expect(previewChange(tenant.as("owner"), { planVersionId: pro.planVersionId })).rejects.toMatchObject(away);
  const answer = await confirmChange(tenant.as("owner"), { changeId }).catch((error) => error);
  expect(["payment_processor_unavailable", "sent"]).toContain(answer.code ?? answer.status);
  const cancelled = await cancelSubscription(tenant.as("owner"), {}).catch((error) => error);
  expect(["payment_processor_unavailable", "conflict"]).toContain(cancelled.code);
  expect((await heldGrant(sql, tenant.id))?.plan_version_id).toBe(starter.planVersionId);
  road.cut(false);
  await recover();
  expect(["applied", "proposed"]).toContain(await statusOf(changeId));
  expect((await updatesOf(tenant.customer)).length).toBe((await statusOf(changeId)) === "applied" ? 1 : 0);
});
