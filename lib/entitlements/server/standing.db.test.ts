import { describe, expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { listMembers } from "@/lib/accounts/server/list-members";
import { getHeldPlan } from "@/lib/entitlements/server/get-held-plan";
import { getStanding } from "@/lib/entitlements/server/get-standing";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const hour = 3_600_000;
const anchor = new Date(now.getTime() - 2 * hour);
const { featureId } = await makeRoute(sql, { costUnits: 2 });

async function onPlan(name: string, units: number | null) {
  const tenant = await makeTenant(sql, name);
  const plan = await putOnTestPlan(sql, { tenantId: tenant.id, featureId, units, anchor, hidden: true });
  return { ...tenant, ...plan };
}
const used = (tenantId: string, consumed: number, reserved = 0, start = anchor) =>
  sql`insert into ledger_account (account_id, tenant_id, kind, unit, feature_id, mode, period_start, period_end, posted,
                                  consumed, reserved)
      values (${newId("account", now)}, ${tenantId}, 'quota', ${featureId}, ${featureId}, 'live', ${start},
              ${new Date(start.getTime() + 30 * 24 * hour)}, 10, ${consumed}, ${reserved})`;
const standingOf = async (tenant: Awaited<ReturnType<typeof makeTenant>>) => {
  const standing = await getStanding(tenant.as("viewer", { now }));
  return { ...standing, feature: standing.features.find((feature) => feature.featureId === featureId) };
};

describe("can I call right now", () => {
  test("yes, with what is used of what is allowed and when it starts again", async () => {
    const tenant = await onPlan("Open", 10);
    await used(tenant.id, 3, 2);
    const { feature, planName, resetsAt } = await standingOf(tenant);
    expect(feature).toMatchObject({ code: null, limitUnits: 10, usedUnits: 3, costUnits: 2 });
    expect(planName).toBe("Starter");
    expect(Date.parse(resetsAt ?? "")).toBeGreaterThan(now.getTime());
  });
  test("tells the end of each period and the clock that it runs by", async () => {
    const tenant = await onPlan("Berlin", 10);
    await sql`update tenant set time_zone = 'Europe/Berlin' where id = ${tenant.id}`;
    const { feature, timeZone, resetsAt } = await standingOf(tenant);
    expect(timeZone).toBe("Europe/Berlin");
    expect(feature?.resetsAt).toBe(resetsAt);
    const { entitlements } = await getHeldPlan(tenant.as("viewer", { now }));
    expect(entitlements.find((row) => row.featureId === featureId)?.resetsAt).toBe(feature?.resetsAt);
  });
  test("no, when less is left than the cheapest call needs", async () => {
    const tenant = await onPlan("One left", 10);
    await used(tenant.id, 9);
    expect((await standingOf(tenant)).feature).toMatchObject({ code: "period_limit_reached", status: 429 });
  });
  test("says which plans on sale would let it through", async () => {
    const tenant = await onPlan("Full", 10);
    await used(tenant.id, 10);
    const seller = await makeTenant(sql, "Buyer");
    await putOnTestPlan(sql, { tenantId: seller.id, featureId, units: 1000, anchor });
    const { feature } = await standingOf(tenant);
    expect(feature).toMatchObject({ code: "quota_exhausted", status: 402, wayOut: ["Starter"] });
  });
  test("counts the period that runs, not one before it", async () => {
    const tenant = await onPlan("New period", 10);
    await used(tenant.id, 10, 0, new Date(anchor.getTime() - 24 * hour));
    expect((await standingOf(tenant)).feature).toMatchObject({ code: null, usedUnits: 0 });
  });
  test("an exception opens what the plan has used up", async () => {
    const tenant = await onPlan("Granted", 10);
    await used(tenant.id, 10);
    await sql`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
              values (${tenant.id}, ${newId("exception", now)}, 'extra_units', ${featureId}, 5, 'a note among staff',
                      ${new Date(now.getTime() - 1)}, ${new Date(now.getTime() + hour)}, 'test', ${now})`;
    expect((await standingOf(tenant)).feature).toMatchObject({ code: null, limitUnits: 15, usedUnits: 10 });
    const plan = await getHeldPlan(tenant.as("viewer", { now }));
    expect(JSON.stringify(plan)).not.toContain("a note among staff");
    expect(plan.entitlements.find((row) => row.featureId === featureId)).toMatchObject({ units: 15, usedUnits: 10 });
  });
  test("counts by the feature's own period, and says what credits pay beyond it", async () => {
    const tenant = await onPlan("By the day", 10);
    await sql.unsafe(`set session_replication_role = replica;
      update plan_feature set period = 'day', credit_micro_per_unit = 2000000
       where plan_version_id = '${tenant.planVersionId}'; reset all`);
    const today = new Date(Math.floor(now.getTime() / (24 * hour)) * 24 * hour);
    const tomorrow = new Date(today.getTime() + 24 * hour).toISOString();
    await used(tenant.id, 10);
    expect((await standingOf(tenant)).feature).toMatchObject({ code: null, usedUnits: 0, resetsAt: tomorrow });
    await used(tenant.id, 9, 0, today);
    const short = await standingOf(tenant);
    expect(short).toMatchObject({ creditsLeft: "0.00", feature: { code: "quota_exhausted", usedUnits: 9 } });
    const lotId = newId("creditLot", now);
    const give = (micro: number) => sql`select credit_lot_open(${tenant.id}, ${`${lotId}${micro}`}, 'granted',
      ${micro}, 100, null, 'test', ${`${lotId}${micro}`}, 'r', 't')`;
    await give(3_999_999);
    expect(await standingOf(tenant)).toMatchObject({ creditsLeft: "3.999999", feature: { code: "quota_exhausted" } });
    await give(1);
    expect(await standingOf(tenant)).toMatchObject({ creditsLeft: "4.00", feature: { code: null } });
  });
  test.each([
    ["paused", "subscription_paused"],
    ["ended", "subscription_expired"],
  ])("a subscription that is %s answers as the gateway does", async (status, code) => {
    const tenant = await onPlan(`Was ${status}`, 10);
    await sql`update subscription set status = ${status} where tenant_id = ${tenant.id}`;
    expect((await standingOf(tenant)).feature).toMatchObject({ code });
  });
  test("a suspended tenant and one without a plan are told so", async () => {
    const tenant = await makeTenant(sql, "No plan");
    expect((await standingOf(tenant)).feature).toMatchObject({ code: "subscription_required" });
    await sql`update tenant set status = 'suspended', suspended_at = ${now} where id = ${tenant.id}`;
    expect((await standingOf(tenant)).feature).toMatchObject({ code: "account_suspended", status: 403 });
  });
  test("does not see another tenant's use", async () => {
    const full = await onPlan("Full neighbour", 10);
    await used(full.id, 10);
    const tenant = await onPlan("Neighbour", 10);
    expect((await standingOf(tenant)).feature).toMatchObject({ code: null, usedUnits: 0 });
  });
});

describe("the plan of a tenant", () => {
  test("is compared with those on sale, and only they are shown", async () => {
    const tenant = await onPlan("Compares", 10);
    const seller = await makeTenant(sql, "On sale");
    const onSale = await putOnTestPlan(sql, { tenantId: seller.id, featureId, units: 500, anchor });
    const { held, plans } = await getHeldPlan(tenant.as("viewer", { now }));
    expect(held).toMatchObject({ planId: tenant.planId, number: 1 });
    expect(plans.map(({ id }) => id)).not.toContain(tenant.planId);
    expect(plans.find(({ id }) => id === onSale.planId)).toMatchObject({
      current: false,
      differences: [{ subject: featureId, kind: "increased", before: 10, after: 500 }],
    });
    const mine = await getHeldPlan(seller.as("viewer", { now }));
    expect(mine.plans.find(({ id }) => id === onSale.planId)).toMatchObject({ current: true, differences: [] });
  });
  test("is nothing for a tenant that never had one", async () => {
    const tenant = await makeTenant(sql, "Never");
    expect(await getHeldPlan(tenant.as("viewer", { now }))).toMatchObject({ held: null });
  });
});

test("members are those of one's own tenant", async () => {
  const tenant = await makeTenant(sql, "People");
  const members = await listMembers(tenant.as("viewer"));
  expect(members.map(({ role }) => role).sort()).toEqual(["admin", "billing", "developer", "owner", "viewer"]);
  expect(members.every(({ name }) => name.startsWith("People "))).toBe(true);
});

test.each([
  ["getStanding", getStanding],
  ["getHeldPlan", getHeldPlan],
  ["listMembers", listMembers],
])("%s refuses people outside a tenant", async (_name, read) => {
  const tenant = await makeTenant(sql, "Left");
  await expect(read({ ...tenant.as("viewer"), tenant: null })).rejects.toMatchObject({ code: "not_found" });
});
