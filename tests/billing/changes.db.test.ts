import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { cancelSubscription } from "@/lib/billing/server/changes/cancel-subscription";
import { confirmChange } from "@/lib/billing/server/changes/confirm-change";
import { keepSubscription } from "@/lib/billing/server/changes/keep-subscription";
import { previewChange } from "@/lib/billing/server/changes/preview-change";
import { resumePlanChanges } from "@/lib/billing/server/changes/resume-plan-changes";
import { undoChange } from "@/lib/billing/server/changes/undo-change";
import { listOffers } from "@/lib/billing/server/plans/list-offers";
import { stripePricesOf } from "@/lib/billing/server/plans/stripe-prices-of";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";
import { heldGrant, subscribedTenant } from "@/tests/billing/subscribed-tenant";

const { sql, db } = await testDatabase();
const sandbox = await openSandbox();
const { stripe } = sandbox;
const meter = await makeMeter();
const half = 500_000_000_000;
const starter = await makePlanOnSale(sql, meter.id, { priceMinor: 1_900, units: 100, overageRateE12: half });
const pro = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900, units: 1_000, overageRateE12: half / 2 });
const yearly = await makePlanOnSale(sql, meter.id, { priceMinor: 39_000, interval: "year", units: 1_000 });
const dollars = await makePlanOnSale(sql, meter.id, { priceMinor: 9_900, currency: "USD" });

type Tenant = Awaited<ReturnType<typeof subscribedTenant>>;

async function holderOf(planVersionId: string, card?: string) {
  const tenant = await subscribedTenant(sql, sandbox, planVersionId, card);
  await syncTenant(tenant.id, new Date());
  return tenant;
}
const held = async (tenant: Tenant) => (await heldGrant(sql, tenant.id))?.plan_version_id;
const change = async (tenant: Tenant, planVersionId: string) => {
  const { changeId } = await previewChange(tenant.as("owner"), { planVersionId });
  return confirmChange(tenant.as("owner"), { changeId });
};
const row = async (changeId: string) =>
  (
    await sql<{ status: string; chargedMinor: number | null; previewedMinor: number | null }[]>`
      select status, charged_minor::int as "chargedMinor", previewed_minor::int as "previewedMinor"
        from plan_change where id = ${changeId}`
  )[0];
const forward = async (tenant: Tenant, form: Record<string, string>) => {
  await sandbox.act("advance", { customer: tenant.customer, ...form });
  // Billing time is the clock's: what the panel moved, the tenant's offset follows.
  const { test_clock: clock } = (await stripe.customers.retrieve(tenant.customer)) as { test_clock: string };
  const { frozen_time } = await stripe.testHelpers.testClocks.retrieve(clock);
  await sql`update billing_account set clock_offset_seconds = ${frozen_time - Math.floor(Date.now() / 1000)}
             where tenant_id = ${tenant.id}`;
  await syncTenant(tenant.id, new Date());
};
const useCard = async (tenant: Tenant, card: string) => {
  const { id } = await stripe.paymentMethods.attach(card, { customer: tenant.customer });
  await stripe.customers.update(tenant.customer, { invoice_settings: { default_payment_method: id } });
  await syncTenant(tenant.id, new Date());
};
const invoicesOf = async (tenant: Tenant) =>
  (await stripe.invoices.list({ customer: tenant.customer, limit: 100 })).data;

describe("an upgrade", () => {
  test("shows the charge before, charges exactly that, and gives the new plan at once", async () => {
    const tenant = await holderOf(starter.planVersionId);
    await forward(tenant, { seconds: String(10 * 86_400) });
    const preview = await previewChange(tenant.as("billing"), { planVersionId: pro.planVersionId });
    expect(preview).toMatchObject({ kind: "upgrade", fromPlanName: starter.name, toPlanName: pro.name });
    expect(preview.lines.map(({ isProration }) => isProration)).toEqual([true, true]);
    expect(await held(tenant), "a preview changes nothing").toBe(starter.planVersionId);

    const done = await confirmChange(tenant.as("billing"), { changeId: preview.changeId });
    expect(done.status).toBe("applied");
    expect(await held(tenant)).toBe(pro.planVersionId);
    const [newest] = await invoicesOf(tenant);
    expect(newest?.amount_paid).toBe(preview.chargeNow?.amountMinor);
    expect(await row(preview.changeId)).toEqual({
      status: "applied",
      chargedMinor: newest?.amount_paid,
      previewedMinor: newest?.amount_paid,
    });
    const subscription = await stripe.subscriptions.retrieve(tenant.subscription.id);
    expect(subscription.items.data).toHaveLength(2);
  });

  test("to a longer interval begins its period now", async () => {
    const tenant = await holderOf(starter.planVersionId);
    await forward(tenant, { step: "week" });
    const preview = await previewChange(tenant.as("owner"), { planVersionId: yearly.planVersionId });
    expect(preview.kind).toBe("upgrade");
    await confirmChange(tenant.as("owner"), { changeId: preview.changeId });
    expect((await invoicesOf(tenant))[0]?.amount_paid).toBe(preview.chargeNow?.amountMinor);
    expect(await held(tenant)).toBe(yearly.planVersionId);
  });

  test("confirmed twice, in two tabs and again later, charges once", async () => {
    const tenant = await holderOf(starter.planVersionId);
    const owner = tenant.as("owner");
    const [one, two] = [
      await previewChange(owner, { planVersionId: pro.planVersionId }),
      await previewChange(owner, { planVersionId: pro.planVersionId }),
    ];
    const results = await Promise.allSettled([
      confirmChange(tenant.as("owner"), { changeId: one.changeId }),
      confirmChange(tenant.as("owner"), { changeId: one.changeId }),
      confirmChange(tenant.as("billing"), { changeId: two.changeId }),
    ]);
    expect(results.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    const again = await confirmChange(owner, { changeId: one.changeId }).catch((error) => error.code);
    expect(["conflict", expect.objectContaining({ status: "applied" })]).toContainEqual(again);
    const updates = (await invoicesOf(tenant)).filter(({ billing_reason: why }) => why === "subscription_update");
    expect(updates).toHaveLength(1);
    expect(await sql`select 1 from plan_change where tenant_id = ${tenant.id} and status = 'applied'`).toHaveLength(1);
  });

  test("that is declined leaves the old plan and waits; paid later it is applied", async () => {
    const tenant = await holderOf(starter.planVersionId);
    await useCard(tenant, "pm_card_chargeCustomerFail");
    const pending = await change(tenant, pro.planVersionId);
    expect(pending).toMatchObject({ status: "pending_payment", payUrl: expect.stringContaining("/i/") });
    expect(await held(tenant)).toBe(starter.planVersionId);
    expect((await listOffers(tenant.as("viewer"))).find(({ planId }) => planId === pro.planId)).toMatchObject({
      choice: "unavailable",
      why: "change_open",
    });
    await expect(previewChange(tenant.as("owner"), { planVersionId: yearly.planVersionId })).rejects.toMatchObject({
      details: { reason: "change_open" },
    });

    await useCard(tenant, "pm_card_visa");
    const open = (await invoicesOf(tenant)).find(({ status }) => status === "open");
    await stripe.invoices.pay(open?.id ?? "");
    await syncTenant(tenant.id, new Date());
    expect(await row(pending.changeId)).toMatchObject({ status: "applied" });
    expect(await held(tenant)).toBe(pro.planVersionId);
  });

  test("that is never paid lapses after a day, and nothing is owed for it", async () => {
    const tenant = await holderOf(starter.planVersionId);
    await useCard(tenant, "pm_card_chargeCustomerFail");
    const { changeId } = await change(tenant, pro.planVersionId);
    await forward(tenant, { step: "day" });
    expect(await row(changeId)).toMatchObject({ status: "abandoned", chargedMinor: null });
    expect(await held(tenant)).toBe(starter.planVersionId);
    expect((await invoicesOf(tenant)).filter(({ status }) => status === "open")).toEqual([]);
  });

  const reportUse = (tenant: Tenant, units: number) =>
    stripe.billing.meterEvents.create({
      event_name: `fg_${meter.slug}`,
      payload: { stripe_customer_id: tenant.customer, value: String(units) },
    });

  test("that lapses leaves the overage that it would have billed to the next invoice", async () => {
    const tenant = await holderOf(starter.planVersionId);
    await reportUse(tenant, 1_000);
    await useCard(tenant, "pm_card_chargeCustomerFail");
    const preview = await previewChange(tenant.as("owner"), { planVersionId: pro.planVersionId });
    expect(preview.overageNow?.amountMinor).toBe(500);
    await confirmChange(tenant.as("owner"), { changeId: preview.changeId });
    await forward(tenant, { step: "day" });
    expect(await row(preview.changeId)).toMatchObject({ status: "abandoned" });
    await syncTenant(tenant.id, new Date());
    await useCard(tenant, "pm_card_visa");
    await forward(tenant, { step: "renewal" });
    expect((await invoicesOf(tenant))[0]).toMatchObject({ billing_reason: "subscription_cycle", total: 1_900 + 500 });
  });

  test("that waits is given up, and what it would have billed is not", async () => {
    const tenant = await holderOf(starter.planVersionId);
    await reportUse(tenant, 200);
    await useCard(tenant, "pm_card_chargeCustomerFail");
    const { changeId } = await change(tenant, pro.planVersionId);
    expect((await undoChange(tenant.as("owner"), { changeId })).status).toBe("abandoned");
    expect((await invoicesOf(tenant)).filter(({ status }) => status === "open")).toEqual([]);
    await useCard(tenant, "pm_card_visa");
    expect((await change(tenant, pro.planVersionId)).status).toBe("applied");
    const [newest] = await invoicesOf(tenant);
    expect(newest?.lines.data.map(({ amount }) => amount)).toContain(100);
  });

  test("that waits gives way to a cancellation", async () => {
    const tenant = await holderOf(starter.planVersionId);
    await useCard(tenant, "pm_card_chargeCustomerFail");
    const { changeId } = await change(tenant, pro.planVersionId);
    expect((await cancelSubscription(tenant.as("owner"), {})).status).toBe("scheduled");
    expect(await row(changeId)).toMatchObject({ status: "abandoned" });
    expect((await invoicesOf(tenant)).filter(({ status }) => status === "open")).toEqual([]);
  });

  test("needs a saved card", async () => {
    const tenant = await holderOf(starter.planVersionId);
    await stripe.paymentMethods.detach(tenant.cardId);
    await syncTenant(tenant.id, new Date());
    await expect(previewChange(tenant.as("owner"), { planVersionId: pro.planVersionId })).rejects.toMatchObject({
      code: "payment_method_missing",
    });
  });

  test("is bound to what was seen: after ten minutes it must be seen anew", async () => {
    const tenant = await holderOf(starter.planVersionId);
    const owner = tenant.as("owner");
    const { changeId } = await previewChange(owner, { planVersionId: pro.planVersionId });
    const late = { ...tenant.as("owner"), now: new Date(owner.now.getTime() + 11 * 60_000) };
    const stale = { code: "conflict", details: { reason: "stale_preview" } };
    await expect(confirmChange(late, { changeId })).rejects.toMatchObject(stale);
    expect(await held(tenant)).toBe(starter.planVersionId);
  });

  test("is bound to the plan that it was seen on", async () => {
    const tenant = await holderOf(starter.planVersionId);
    const { changeId } = await previewChange(tenant.as("owner"), { planVersionId: yearly.planVersionId });
    expect((await change(tenant, pro.planVersionId)).status).toBe("applied");
    await expect(confirmChange(tenant.as("owner"), { changeId })).rejects.toMatchObject({
      details: { reason: "stale_preview" },
    });
    expect(await held(tenant)).toBe(pro.planVersionId);
  });

  test("names an admin's task when Stripe charged otherwise", async () => {
    const tenant = await holderOf(starter.planVersionId);
    const { changeId } = await previewChange(tenant.as("owner"), { planVersionId: pro.planVersionId });
    await sql`update plan_change set previewed_minor = previewed_minor - 1 where id = ${changeId}`;
    await confirmChange(tenant.as("owner"), { changeId });
    const tasks = await sql`select kind, tenant_id from billing_task where object_id = ${changeId}`;
    expect(tasks).toMatchObject([{ kind: "charge_differs", tenant_id: tenant.id }]);
  });
});

describe("a downgrade", () => {
  test("waits for the end of the period that is paid, says what will be lost, and then holds", async () => {
    const tenant = await holderOf(pro.planVersionId);
    const preview = await previewChange(tenant.as("owner"), { planVersionId: starter.planVersionId });
    expect(preview).toMatchObject({ kind: "downgrade", chargeNow: null, lines: [] });
    expect(preview.losses).toEqual([{ featureName: "Searches", from: 1_000, to: 100 }]);
    const planned = await confirmChange(tenant.as("owner"), { changeId: preview.changeId });
    expect(planned).toMatchObject({ status: "scheduled", effectiveAt: preview.effectiveAt });
    expect(await held(tenant)).toBe(pro.planVersionId);
    await forward(tenant, { step: "renewal" });
    expect(await row(preview.changeId)).toMatchObject({ status: "applied" });
    expect(await held(tenant)).toBe(starter.planVersionId);
    expect((await invoicesOf(tenant))[0]).toMatchObject({ total: 1_900, status: "paid" });
  });

  test("from a year to a month holds from the end of the year", async () => {
    const tenant = await holderOf(yearly.planVersionId);
    expect((await change(tenant, pro.planVersionId)).status).toBe("scheduled");
    await forward(tenant, { step: "renewal" });
    expect(await held(tenant)).toBe(pro.planVersionId);
  });

  test("is undone without a trace, and can be planned again", async () => {
    const tenant = await holderOf(pro.planVersionId);
    const { changeId } = await change(tenant, starter.planVersionId);
    expect((await undoChange(tenant.as("owner"), { changeId })).status).toBe("undone");
    expect((await undoChange(tenant.as("owner"), { changeId })).status).toBe("undone");
    expect((await stripe.subscriptions.retrieve(tenant.subscription.id)).schedule).toBeNull();
    expect((await change(tenant, starter.planVersionId)).status).toBe("scheduled");
    await forward(tenant, { step: "renewal" });
    expect(await held(tenant)).toBe(starter.planVersionId);
  });

  test("that was planned gives way to an upgrade", async () => {
    const tenant = await holderOf(pro.planVersionId);
    const planned = await change(tenant, starter.planVersionId);
    expect((await change(tenant, yearly.planVersionId)).status).toBe("applied");
    expect(await row(planned.changeId)).toMatchObject({ status: "undone" });
    expect(await held(tenant)).toBe(yearly.planVersionId);
  });

  test("that lost its schedule in the Dashboard is undone by the next sync", async () => {
    const tenant = await holderOf(pro.planVersionId);
    const { changeId } = await change(tenant, starter.planVersionId);
    const { schedule } = await stripe.subscriptions.retrieve(tenant.subscription.id);
    await stripe.subscriptionSchedules.release(String(schedule));
    await syncTenant(tenant.id, new Date());
    expect(await row(changeId)).toMatchObject({ status: "undone" });
  });

  test("taken by a process that died is finished by the worker, once", async () => {
    const tenant = await holderOf(pro.planVersionId);
    const { changeId } = await previewChange(tenant.as("owner"), { planVersionId: starter.planVersionId });
    await sql`update plan_change set status = 'sent' where id = ${changeId}`;
    const later = new Date(Date.now() + 5 * 60_000);
    await resumePlanChanges(later);
    await resumePlanChanges(later);
    expect(await row(changeId)).toMatchObject({ status: "scheduled" });
    const { schedule } = await stripe.subscriptions.retrieve(tenant.subscription.id);
    expect((await stripe.subscriptionSchedules.retrieve(String(schedule))).phases).toHaveLength(2);
  });
});

describe("a cancellation", () => {
  test("takes effect with the end of the period, and is taken back before", async () => {
    const tenant = await holderOf(pro.planVersionId);
    const planned = await cancelSubscription(tenant.as("owner"), { reason: "Too expensive" });
    expect(planned).toMatchObject({ kind: "cancel", status: "scheduled" });
    expect(await held(tenant)).toBe(pro.planVersionId);
    expect(await cancelSubscription(tenant.as("billing"), {})).toMatchObject({ changeId: planned.changeId });
    await expect(previewChange(tenant.as("owner"), { planVersionId: yearly.planVersionId })).rejects.toMatchObject({
      details: { reason: "cancellation_open" },
    });
    expect(await keepSubscription(tenant.as("owner"))).toMatchObject({ status: "undone" });
    await expect(keepSubscription(tenant.as("owner"))).rejects.toMatchObject({ details: { reason: "not_cancelled" } });
    await forward(tenant, { step: "renewal" });
    expect((await heldGrant(sql, tenant.id))?.status).toBe("active");
    const again = await cancelSubscription(tenant.as("owner"), {});
    await forward(tenant, { step: "renewal" });
    expect(await row(again.changeId)).toMatchObject({ status: "applied" });
    expect((await heldGrant(sql, tenant.id))?.status).toBe("ended");
  });

  test("of what was planned to be cheaper ends all the same", async () => {
    const tenant = await holderOf(pro.planVersionId);
    const planned = await change(tenant, starter.planVersionId);
    expect((await cancelSubscription(tenant.as("owner"), {})).status).toBe("scheduled");
    expect(await row(planned.changeId)).toMatchObject({ status: "undone" });
  });

  test("ends at once where payments failed for good, and the open invoice stays to be seen", async () => {
    const tenant = await holderOf(pro.planVersionId);
    await useCard(tenant, "pm_card_chargeCustomerFail");
    await forward(tenant, { step: "renewal" });
    await forward(tenant, { step: "renewal" });
    expect((await heldGrant(sql, tenant.id))?.status).toBe("suspended");
    expect((await invoicesOf(tenant)).map(({ status }) => status)).toContain("draft");
    const refused = cancelSubscription(tenant.as("owner"), { openInvoice: "close" });
    await expect(refused).rejects.toMatchObject({ details: { reason: "close_not_offered" } });
    expect(await cancelSubscription(tenant.as("owner"), {})).toMatchObject({ status: "applied" });
    expect((await heldGrant(sql, tenant.id))?.status).toBe("ended");
    const left = (await invoicesOf(tenant)).map(({ status }) => status);
    expect(left.filter((status) => status === "open")).toHaveLength(1);
    expect(left, "a period in which nothing was served is not owed").not.toContain("draft");
  });

  test("within grace goes on until the period ends", async () => {
    const tenant = await holderOf(pro.planVersionId);
    await useCard(tenant, "pm_card_chargeCustomerFail");
    await forward(tenant, { step: "renewal" });
    expect((await heldGrant(sql, tenant.id))?.status).toBe("grace");
    expect(await cancelSubscription(tenant.as("owner"), {})).toMatchObject({ status: "scheduled" });
  });
});

describe("nobody", () => {
  test("sees or confirms another tenant's change", async () => {
    const [one, two] = [await holderOf(starter.planVersionId), await holderOf(starter.planVersionId)];
    const { changeId } = await previewChange(one.as("owner"), { planVersionId: pro.planVersionId });
    for (const deed of [confirmChange, undoChange]) {
      await expect(deed(two.as("owner"), { changeId })).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await held(one)).toBe(starter.planVersionId);
  });

  test("without the role changes anything", async () => {
    const tenant = await holderOf(starter.planVersionId);
    for (const role of ["admin", "developer", "viewer"] as const) {
      const denied = { code: "permission_denied" };
      await expect(previewChange(tenant.as(role), { planVersionId: pro.planVersionId })).rejects.toMatchObject(denied);
      await expect(cancelSubscription(tenant.as(role), {})).rejects.toMatchObject(denied);
      await expect(keepSubscription(tenant.as(role))).rejects.toMatchObject(denied);
    }
  });

  test("changes to another currency, or to what is held", async () => {
    const tenant = await holderOf(starter.planVersionId);
    await expect(previewChange(tenant.as("owner"), { planVersionId: dollars.planVersionId })).rejects.toMatchObject({
      details: { reason: "other_currency" },
    });
    await expect(previewChange(tenant.as("owner"), { planVersionId: starter.planVersionId })).rejects.toMatchObject({
      details: { reason: "same_plan" },
    });
    const choices = new Map((await listOffers(tenant.as("viewer"))).map(({ planId, choice }) => [planId, choice]));
    expect(choices.get(starter.planId)).toBe("current");
    expect(choices.get(pro.planId)).toBe("upgrade");
    expect(choices.get(dollars.planId)).toBe("unavailable");
  });
});

describe("the way down to a plan that costs nothing", () => {
  test("ends the subscription with its period, and the free plan takes its place", async () => {
    const free = await makePlanOnSale(sql, meter.id, { priceMinor: 0, units: 10 });
    const other = await makePlanOnSale(sql, meter.id, { priceMinor: 0, units: 20 });
    await sql`update plan set fallback = true where id = ${free.planId}`;
    try {
      const tenant = await holderOf(pro.planVersionId);
      await expect(previewChange(tenant.as("owner"), { planVersionId: other.planVersionId })).rejects.toMatchObject({
        details: { reason: "cancel_first" },
      });
      const planned = await change(tenant, free.planVersionId);
      expect(planned).toMatchObject({ kind: "downgrade", status: "scheduled" });
      expect((await undoChange(tenant.as("owner"), { changeId: planned.changeId })).status).toBe("undone");
      const again = await change(tenant, free.planVersionId);
      await forward(tenant, { step: "renewal" });
      expect(await row(again.changeId)).toMatchObject({ status: "applied" });
      expect(await heldGrant(sql, tenant.id)).toMatchObject({
        plan_version_id: free.planVersionId,
        status: "active",
      });
    } finally {
      await sql`update plan set fallback = false where id = ${free.planId}`;
    }
  });
});

describe("an upgrade whose answer was lost", () => {
  test("is repeated with its own key, and charged once", async () => {
    const tenant = await holderOf(starter.planVersionId);
    const { changeId } = await change(tenant, pro.planVersionId);
    // As if the process had died when Stripe had done it, before anything of that was written.
    await sql`update plan_change set status = 'sent', charged_minor = null where id = ${changeId}`;
    await sql`update stripe_command set status = 'sent', next_at = now() - interval '1 minute', done_at = null
               where idempotency_key = ${`chg:${changeId}`}`;
    await resumePlanChanges(new Date(Date.now() + 5 * 60_000));
    expect(await row(changeId)).toMatchObject({ status: "applied" });
    const updates = (await invoicesOf(tenant)).filter(({ billing_reason: why }) => why === "subscription_update");
    expect(updates).toHaveLength(1);
  });
});

describe("a trial with a card", () => {
  async function triallerOf(planVersionId: string) {
    const tenant = await holderOf(planVersionId);
    await stripe.subscriptions.cancel(tenant.subscription.id);
    const prices = await stripePricesOf(db, planVersionId);
    await stripe.subscriptions.create({
      customer: tenant.customer,
      items: [{ price: prices?.flat ?? "" }, ...(prices?.metered ?? []).map((line) => ({ price: line.stripePriceId }))],
      trial_period_days: 14,
    });
    await syncTenant(tenant.id, new Date());
    expect((await heldGrant(sql, tenant.id))?.status).toBe("trialing");
    return tenant;
  }

  test("with a downgrade planned goes on to its end, and is paid at the lower price", async () => {
    const tenant = await triallerOf(pro.planVersionId);
    expect((await change(tenant, starter.planVersionId)).status).toBe("scheduled");
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ plan_version_id: pro.planVersionId, status: "trialing" });
    await forward(tenant, { step: "renewal" });
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ plan_version_id: starter.planVersionId, status: "active" });
    expect((await invoicesOf(tenant))[0]).toMatchObject({ total: 1_900, status: "paid" });
  });

  test("is upgraded without a charge, and goes on", async () => {
    const tenant = await triallerOf(starter.planVersionId);
    const preview = await previewChange(tenant.as("owner"), { planVersionId: pro.planVersionId });
    expect(preview.chargeNow?.amountMinor).toBe(0);
    expect((await confirmChange(tenant.as("owner"), { changeId: preview.changeId })).status).toBe("applied");
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ plan_version_id: pro.planVersionId, status: "trialing" });
  });
});
