import { describe, expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { getPlanSync } from "@/lib/billing/server/plans/get-plan-sync";
import { priceOwner } from "@/lib/billing/server/plans/price-owner";
import { publishAndSync } from "@/lib/billing/server/plans/publish-and-sync";
import { requestPlanSync } from "@/lib/billing/server/plans/request-plan-sync";
import { stripePricesOf } from "@/lib/billing/server/plans/stripe-prices-of";
import { syncPlans } from "@/lib/billing/server/plans/sync-plans";
import { checkPrice } from "@/lib/billing/server/reconcile/check-price";
import { startFreshLink } from "@/lib/billing/server/staff/start-fresh-link";
import { archivePlan } from "@/lib/catalog/server/archive-plan";
import { updatePlan } from "@/lib/catalog/server/update-plan";
import { newId } from "@/lib/id";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { draftPlan, makeDraftedPlan, makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql, db } = await testDatabase();
const { stripe, act } = await openSandbox();
const admin = () => staffCtx("admin");
const meter = await makeMeter();
const half = 500_000_000_000;

const status = async (planVersionId: string) =>
  (await sql<{ status: string }[]>`select status from plan_version where id = ${planVersionId}`)[0]?.status;

describe("publishing a plan that costs something", () => {
  test("puts product, meter and prices into Stripe, and the version on sale with the last of them", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900, overageRateE12: half });
    expect(plan.sync.state).toBe("synced");
    expect(plan.sync.steps.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect(await status(plan.planVersionId)).toBe("published");
    expect(await stripe.products.retrieve(`plan_${plan.slug}`)).toMatchObject({ name: plan.name, active: true });
    const { data } = await stripe.prices.list({ product: `plan_${plan.slug}` });
    const flat = data.find(({ recurring }) => recurring?.usage_type === "licensed");
    const metered = data.find(({ recurring }) => recurring?.usage_type === "metered");
    expect(flat).toMatchObject({
      unit_amount: 4_900,
      currency: "eur",
      lookup_key: `plan:${plan.slug}:flat:month:eur:v1`,
      metadata: { plan_version_id: plan.planVersionId },
    });
    expect(String(metered?.unit_amount_decimal)).toBe("0.5");
    const counter = await stripe.billing.meters.retrieve(metered?.recurring?.meter ?? "");
    expect(counter.event_name).toBe(`fg_${meter.slug}`);

    expect(await stripePricesOf(db, plan.planVersionId)).toEqual({
      flat: flat?.id,
      metered: [{ featureId: meter.id, stripePriceId: metered?.id }],
    });
    expect(await priceOwner(db, flat?.id ?? "")).toEqual({ planVersionId: plan.planVersionId, component: "flat" });
    expect(await priceOwner(db, metered?.id ?? "")).toMatchObject({ component: meter.id });
    expect(await priceOwner(db, "price_of_somebody_else")).toBeNull();
  });

  test("asks Stripe for nothing where it costs nothing", async () => {
    const before = (await stripe.products.list({ limit: 100 })).data.length;
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 0 });
    expect(plan.sync).toMatchObject({ state: "not_needed", steps: [] });
    expect(await status(plan.planVersionId)).toBe("published");
    expect(await stripePricesOf(db, plan.planVersionId)).toBeNull();
    expect((await stripe.products.list({ limit: 100 })).data).toHaveLength(before);
  });

  test("a second version adds prices to the same product, shares the meter, and retires the first's", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 1_900, overageRateE12: half });
    const meters = (await stripe.billing.meters.list()).data.length;
    await draftPlan(sql, plan.planId, meter.id, { priceMinor: 2_900, overageRateE12: half });
    const second = await publishAndSync(admin(), { planId: plan.planId, rollout: "new_subscriptions" });
    expect((await stripe.billing.meters.list()).data).toHaveLength(meters);
    await syncPlans(new Date());
    const { data } = await stripe.prices.list({ product: `plan_${plan.slug}` });
    const active = Object.fromEntries(data.map((price) => [price.lookup_key, price.active]));
    expect(active).toEqual({
      [`plan:${plan.slug}:flat:month:eur:v1`]: false,
      [`plan:${plan.slug}:${meter.slug}:month:eur:v1`]: false,
      [`plan:${plan.slug}:flat:month:eur:v2`]: true,
      [`plan:${plan.slug}:${meter.slug}:month:eur:v2`]: true,
    });
    expect((await stripePricesOf(db, second.planVersionId))?.metered).toHaveLength(1);
  });

  test("keeps a retired price that is the product's preset", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 1_100 });
    const flat = (await stripePricesOf(db, plan.planVersionId))?.flat ?? "";
    await stripe.products.update(`plan_${plan.slug}`, { default_price: flat });
    await archivePlan(admin(), { planId: plan.planId });
    await syncPlans(new Date());
    expect((await stripe.prices.retrieve(flat)).active).toBe(true);
  });

  test("refuses support, and a version of another plan", async () => {
    const plan = await makeDraftedPlan(sql, meter.id, { priceMinor: 900 });
    const support = staffCtx("support");
    const refused = { code: "permission_denied" };
    await expect(
      publishAndSync(support, { ...plan, planId: plan.planId, rollout: "all_now" } as never),
    ).rejects.toThrow();
    await expect(requestPlanSync(support, { planId: plan.planId })).rejects.toMatchObject(refused);
    const foreign = newId("planVersion", new Date());
    await expect(requestPlanSync(admin(), { planId: plan.planId, planVersionId: foreign })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a sync that stops", () => {
  const commandsOf = (localId: string) =>
    sql<{ kind: string }[]>`select kind from stripe_command where idempotency_key like ${`%${localId}%`}`;

  test.each([1, 2, 3, 4])("after step %i is resumed and makes nothing twice", async (steps) => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 3_300 + steps, overageRateE12: half });
    const before = await stripe.prices.list({ product: `plan_${plan.slug}`, limit: 100 });
    // As if the process had ended when so many steps had reached Stripe, and none of the later rows were written.
    const objects = await sql<{ localType: string; localId: string }[]>`
      select local_type as "localType", local_id as "localId" from stripe_object
       where local_id = ${plan.planId} or local_id = ${meter.id} or local_id like ${`${plan.planVersionId}:%`}
       order by local_type = 'price', local_type = 'meter', local_id`;
    for (const { localType, localId } of objects.slice(steps - 1)) {
      await sql`delete from stripe_object where local_type = ${localType} and local_id = ${localId}`;
    }
    await sql`update plan_sync set state = 'running', at = now() - interval '1 hour' where plan_version_id = ${plan.planVersionId}`;
    expect(await stripePricesOf(db, plan.planVersionId)).toBeNull();
    await syncPlans(new Date());
    expect((await getPlanSync(admin(), { planId: plan.planId }))[0]).toMatchObject({ state: "synced" });
    const after = await stripe.prices.list({ product: `plan_${plan.slug}`, limit: 100 });
    expect(after.data.map(({ id }) => id).sort()).toEqual(before.data.map(({ id }) => id).sort());
    expect(await commandsOf(`${plan.planVersionId}:flat`)).toHaveLength(1);
  });

  test("is not run by two at the same time", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 700 });
    await sql`update plan_sync set state = 'failed', next_at = now() - interval '1 s' where plan_version_id = ${plan.planVersionId}`;
    await sql`delete from stripe_object where local_id = ${`${plan.planVersionId}:flat`}`;
    await sql`delete from stripe_command where idempotency_key like ${`price:${plan.planVersionId}%`}`;
    await Promise.all([1, 2, 3].map(() => syncPlans(new Date())));
    await syncPlans(new Date());
    expect((await stripe.prices.list({ product: `plan_${plan.slug}` })).data).toHaveLength(1);
  });

  test("takes over what another installation left under the same names", async () => {
    const plan = await makeDraftedPlan(sql, meter.id, { priceMinor: 5_000 });
    const product = await stripe.products.create({ id: `plan_${plan.slug}`, name: "Old" });
    const old = await stripe.prices.create({
      ...{ product: product.id, currency: "eur", unit_amount: 100, recurring: { interval: "month" } },
      lookup_key: `plan:${plan.slug}:flat:month:eur:v1`,
    });
    const published = await publishAndSync(admin(), { planId: plan.planId, rollout: "new_subscriptions" });
    expect(published.sync.state).toBe("synced");
    expect((await stripe.products.retrieve(product.id)).name).toBe(plan.name);
    const prices = await stripePricesOf(db, published.planVersionId);
    expect(prices?.flat).not.toBe(old.id);
    expect((await stripe.prices.retrieve(prices?.flat ?? "")).unit_amount).toBe(5_000);
  });

  test("says what Stripe refused, keeps the version off sale, and comes through once the cause is gone", async () => {
    const plan = await makeDraftedPlan(sql, meter.id, { priceMinor: 5_100 });
    // No currency of Stripe's: the sandbox and Stripe refuse it.
    await sql`update plan_version set currency = 'X9X' where plan_id = ${plan.planId}`;
    const published = await publishAndSync(admin(), { planId: plan.planId, rollout: "new_subscriptions" });
    expect(published.sync).toMatchObject({ state: "failed", lastError: expect.stringContaining("currency") });
    expect(published.sync.steps.map(({ state }) => state)).toEqual(["done", "failed"]);
    expect(await status(published.planVersionId)).toBe("publishing");
    expect(await stripePricesOf(db, published.planVersionId)).toBeNull();

    await sql`alter table plan_version disable trigger user`;
    await sql`update plan_version set currency = 'EUR' where id = ${published.planVersionId}`;
    await sql`alter table plan_version enable trigger user`;
    await syncPlans(new Date());
    expect(await status(published.planVersionId), "the pause after a failure is kept").toBe("publishing");
    await requestPlanSync(admin(), { planId: plan.planId });
    expect(await status(published.planVersionId)).toBe("published");
  });
});

describe("a plan", () => {
  test("that is renamed is renamed in Stripe, also back to its first name", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 600 });
    for (const name of ["Second name", plan.name]) {
      await updatePlan(admin(), { planId: plan.planId, name });
      await syncPlans(new Date());
      expect((await stripe.products.retrieve(`plan_${plan.slug}`)).name).toBe(name);
    }
  });

  test("whose price was taken off sale in the Dashboard is told of, and put back by an admin", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 660 });
    const flat = (await stripePricesOf(db, plan.planVersionId))?.flat ?? "";
    const task = () => sql`select 1 from billing_task where kind = 'price_drift' and closed_at is null`;
    for (const _ of ["once", "and again"]) {
      await stripe.prices.update(flat, { active: false });
      expect(await checkPrice(flat, new Date())).toBe(true);
      expect(await task()).toHaveLength(1);
      await requestPlanSync(admin(), { planId: plan.planId, planVersionId: plan.planVersionId });
      expect((await stripe.prices.retrieve(flat)).active).toBe(true);
      expect(await task()).toHaveLength(0);
      expect((await stripePricesOf(db, plan.planVersionId))?.flat).toBe(flat);
    }
  });

  test("that was published before Stripe was set up is sent by the worker", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 650 });
    await sql`delete from plan_sync where plan_version_id = ${plan.planVersionId}`;
    await sql`delete from stripe_object where local_id like ${`${plan.planVersionId}:%`}`;
    expect((await getPlanSync(admin(), { planId: plan.planId }))[0]?.state).toBe("pending");
    await syncPlans(new Date());
    expect((await getPlanSync(admin(), { planId: plan.planId }))[0]?.state).toBe("synced");
  });
});

describe("publishing for all at once", () => {
  const anchor = new Date("2026-10-31T10:00:00Z");

  async function holder(planVersionId: string, source: "manual" | "stripe") {
    const now = new Date();
    const tenantId = newId("tenant", now);
    await sql`insert into tenant (id, name, created_at) values (${tenantId}, 'Holder', ${now})`;
    await sql`insert into subscription (tenant_id, id, plan_version_id, status, source, anchor, started_at, created_by)
              values (${tenantId}, ${newId("subscription", now)}, ${planVersionId}, 'active', ${source}, ${anchor},
                      ${anchor}, 'test')`;
    return tenantId;
  }
  const held = async (tenantId: string) =>
    (
      await sql<{ planVersionId: string; anchor: Date }[]>`
        select plan_version_id as "planVersionId", anchor from subscription
         where tenant_id = ${tenantId} and replaced_at is null`
    )[0];

  test("moves whoever Stripe does not bill, keeps the anchor and tells the gateways of each", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 4_000 });
    const tenants = [await holder(plan.planVersionId, "manual"), await holder(plan.planVersionId, "manual")];
    await draftPlan(sql, plan.planId, meter.id, { priceMinor: 4_000, units: 5_000 });
    const second = await publishAndSync(admin(), { planId: plan.planId, rollout: "all_now" });
    expect(second.tenantsMoved).toBe(2);
    for (const tenantId of tenants) {
      expect(await held(tenantId)).toEqual({ planVersionId: second.planVersionId, anchor });
      expect(await sql`select 1 from control_change where subject_id = ${tenantId}`).toHaveLength(1);
    }
  });

  test("moves nobody before the version is on sale, and is taken up where it stopped", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 4_100 });
    const tenantId = await holder(plan.planVersionId, "manual");
    await draftPlan(sql, plan.planId, meter.id, { priceMinor: 4_200 });
    await sql`update plan_version set currency = 'X9X' where plan_id = ${plan.planId} and status = 'draft'`;
    const second = await publishAndSync(admin(), { planId: plan.planId, rollout: "all_now" });
    expect(second).toMatchObject({ tenantsMoved: 0, sync: { state: "failed" } });
    expect((await held(tenantId))?.planVersionId).toBe(plan.planVersionId);
    await sql`alter table plan_version disable trigger user`;
    await sql`update plan_version set currency = 'EUR' where id = ${second.planVersionId}`;
    await sql`alter table plan_version enable trigger user`;
    await syncPlans(new Date(Date.now() + 3_600_000));
    expect((await held(tenantId))?.planVersionId).toBe(second.planVersionId);
  });

  test("is refused while a tenant pays for the plan by card", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 4_300 });
    await holder(plan.planVersionId, "stripe");
    await draftPlan(sql, plan.planId, meter.id, { priceMinor: 4_400 });
    const refused = publishAndSync(admin(), { planId: plan.planId, rollout: "all_now" });
    await expect(refused).rejects.toMatchObject({ code: "conflict", details: { reason: "billed_by_stripe" } });
    expect(await sql`select 1 from plan_version where plan_id = ${plan.planId} and status = 'draft'`).toHaveLength(1);
  });
});

describe("a version that Stripe refuses", () => {
  test("is left alone once a newer one is on sale", async () => {
    const plan = await makeDraftedPlan(sql, meter.id, { priceMinor: 5_200 });
    await sql`update plan_version set currency = 'X9X' where plan_id = ${plan.planId}`;
    const first = await publishAndSync(admin(), { planId: plan.planId, rollout: "new_subscriptions" });
    await draftPlan(sql, plan.planId, meter.id, { priceMinor: 5_300 });
    const second = await publishAndSync(admin(), { planId: plan.planId, rollout: "new_subscriptions" });
    expect(second.sync.state).toBe("synced");
    const attempts = () => sql`select attempts from plan_sync where plan_version_id = ${first.planVersionId}`;
    const before = await attempts();
    await syncPlans(new Date(Date.now() + 7_200_000));
    expect(await attempts()).toEqual(before);
  });
});

// Last in the file: everything before is gone after it.
describe("another Stripe account", () => {
  test("gets every version in use anew, and the first account's prices are nobody's", async () => {
    const plan = await makePlanOnSale(sql, meter.id, { priceMinor: 2_222, overageRateE12: half });
    const before = await stripePricesOf(db, plan.planVersionId);
    await act("reset", {});
    const later = new Date(Date.now() + 5 * 60_000);
    expect(await syncPlans(later), "billing is off while another account answers").toEqual({});
    await startFreshLink(staffCtx("admin", { now: later }), { reason: "The sandbox was reset." });
    expect(await stripePricesOf(db, plan.planVersionId)).toBeNull();
    expect((await getPlanSync(admin(), { planId: plan.planId }))[0]?.state).toBe("pending");
    await syncPlans(later);
    const after = await stripePricesOf(db, plan.planVersionId);
    expect(after?.flat).toEqual(expect.stringMatching(/^price_/));
    expect(after?.flat).not.toBe(before?.flat);
    expect((await stripe.prices.retrieve(after?.flat ?? "")).unit_amount).toBe(2_222);
    expect(await priceOwner(db, before?.flat ?? "")).toBeNull();
  });
});
