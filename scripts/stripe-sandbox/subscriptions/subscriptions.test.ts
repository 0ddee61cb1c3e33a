import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeCustomer,
  makePlan,
  moveClock,
  openClient,
  type Rig,
  useCard,
} from "@/scripts/stripe-sandbox/testing/open-client";

const day = 86_400;
const hour = 3_600;
let rig: Rig;
let plan: Awaited<ReturnType<typeof makePlan>>;
let scale: Awaited<ReturnType<typeof makePlan>>;

beforeAll(async () => {
  rig = await openClient();
  plan = await makePlan(rig);
  scale = await makePlan(rig, "Scale", 19_900);
});
afterAll(async () => {
  expect(rig.world.violations).toEqual([]);
  await rig.close();
});

const subscribe = (customer: string, items = [{ price: plan.flat.id }, { price: plan.overage.id }]) =>
  rig.stripe.subscriptions.create({ customer, items });
const typesSince = async (customer: string) => {
  const events = await rig.stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 500 });
  return events
    .filter(({ data }) => "customer" in data.object && data.object.customer === customer)
    .map(({ type }) => type)
    .reverse();
};

describe("a renewal", () => {
  test("keeps the day of the anchor, bills the use behind and the price ahead, and is paid an hour later", async () => {
    const { customer, clock, start } = await makeCustomer(rig);
    const subscription = await subscribe(customer.id);
    expect(subscription.status).toBe("active");
    const payload = { stripe_customer_id: customer.id, value: "201" };
    await rig.stripe.billing.meterEvents.create({ event_name: "fg_calls", identifier: "a:1", payload });
    await moveClock(rig, clock.id, start + 30 * day);
    const renewed = await rig.stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
    expect(renewed.items.data[0]?.current_period_start).toBe(Date.UTC(2027, 1, 28, 12) / 1000);
    expect(renewed.items.data[0]?.current_period_end).toBe(Date.UTC(2027, 2, 31, 12) / 1000);
    // 201 calls at half a cent are 100.5 cents: rounded once.
    expect(renewed.latest_invoice).toMatchObject({
      status: "paid",
      amount_paid: 4_900 + 101,
      billing_reason: "subscription_cycle",
    });
    expect(await typesSince(customer.id)).toEqual(
      expect.arrayContaining(["invoice.upcoming", "invoice.created", "invoice.finalized", "invoice.paid"]),
    );
  });

  test("counts use that is reported while its invoice is a draft", async () => {
    const { customer, clock, start } = await makeCustomer(rig);
    await subscribe(customer.id);
    await moveClock(rig, clock.id, start + 28 * day + hour / 2);
    const payload = { stripe_customer_id: customer.id, value: "1000" };
    await rig.stripe.billing.meterEvents.create({
      ...{ event_name: "fg_calls", identifier: "late", payload },
      timestamp: start + 27 * day,
    });
    await moveClock(rig, clock.id, start + 29 * day);
    const [invoice] = (await rig.stripe.invoices.list({ customer: customer.id })).data;
    expect(invoice?.amount_paid).toBe(4_900 + 500);
  });

  test("that fails is retried after 3, 5 and 7 days, then the subscription is unpaid; paying restores it", async () => {
    const { customer, clock, start } = await makeCustomer(rig);
    const subscription = await subscribe(customer.id);
    await useCard(rig, customer.id, "pm_card_chargeCustomerFail");
    const at = start + 28 * day + hour;
    await moveClock(rig, clock.id, at + 10);
    const [open] = (await rig.stripe.invoices.list({ customer: customer.id, status: "open" })).data;
    expect((await rig.stripe.subscriptions.retrieve(subscription.id)).status).toBe("past_due");
    expect(open).toMatchObject({ attempt_count: 1, next_payment_attempt: at + 3 * day });
    await moveClock(rig, clock.id, at + 16 * day);
    const after = await rig.stripe.invoices.retrieve(open?.id ?? "");
    expect(after).toMatchObject({ status: "open", attempt_count: 4, next_payment_attempt: null });
    expect((await rig.stripe.subscriptions.retrieve(subscription.id)).status).toBe("unpaid");
    await useCard(rig, customer.id, "pm_card_visa");
    await rig.stripe.invoices.pay(open?.id ?? "");
    expect((await rig.stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
  });

  test("while unpaid makes a draft that nobody collects, and that draft decides the status", async () => {
    const { customer, clock, start } = await makeCustomer(rig);
    const subscription = await subscribe(customer.id);
    await useCard(rig, customer.id, "pm_card_chargeCustomerFail");
    await moveClock(rig, clock.id, start + 45 * day);
    await moveClock(rig, clock.id, start + 62 * day);
    const drafts = (await rig.stripe.invoices.list({ customer: customer.id, status: "draft" })).data;
    expect(drafts).toMatchObject([{ auto_advance: false }]);
    const [open] = (await rig.stripe.invoices.list({ customer: customer.id, status: "open" })).data;
    await useCard(rig, customer.id, "pm_card_visa");
    await rig.stripe.invoices.pay(open?.id ?? "");
    expect((await rig.stripe.subscriptions.retrieve(subscription.id)).status).toBe("unpaid");
    const draft = drafts[0]?.id ?? "";
    await expect(rig.stripe.invoices.voidInvoice(draft)).rejects.toThrow(/only void/);
    await rig.stripe.invoices.finalizeInvoice(draft, { auto_advance: false });
    await rig.stripe.invoices.voidInvoice(draft);
    expect((await rig.stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
  });

  test("after a hard decline is not tried again", async () => {
    const { customer, clock, start } = await makeCustomer(rig);
    const subscription = await subscribe(customer.id);
    await useCard(rig, customer.id, "pm_card_authenticationRequired");
    await moveClock(rig, clock.id, start + 29 * day);
    const [open] = (await rig.stripe.invoices.list({ customer: customer.id, status: "open" })).data;
    expect(open).toMatchObject({ attempt_count: 1, next_payment_attempt: null });
    expect((await rig.stripe.subscriptions.retrieve(subscription.id)).status).toBe("past_due");
  });
});

describe("a change of plan", () => {
  const upgrade = (item: string) => ({
    items: [{ id: item, price: scale.flat.id }],
    proration_behavior: "always_invoice" as const,
  });

  test.each([1, 7, 13.37, 20, 27.9])("after %d days charges what its preview said", async (days) => {
    const { customer, clock, start } = await makeCustomer(rig);
    const subscription = await subscribe(customer.id);
    const at = start + Math.floor(days * day);
    await moveClock(rig, clock.id, at);
    const change = { ...upgrade(subscription.items.data[0]?.id ?? ""), proration_date: at };
    const preview = await rig.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    });
    const updated = await rig.stripe.subscriptions.update(subscription.id, {
      ...change,
      payment_behavior: "pending_if_incomplete",
      expand: ["latest_invoice"],
    });
    expect(updated.items.data[0]?.price.id).toBe(scale.flat.id);
    expect(updated.latest_invoice).toMatchObject({ status: "paid", amount_paid: preview.amount_due });
    const full = (19_900 - 4_900) * (1 - Math.floor(days * day) / (28 * day));
    expect(Math.abs(preview.amount_due - full)).toBeLessThanOrEqual(1);
  });

  test.each([
    ["swapped", 25],
    ["removed", 0],
  ] as const)("bills a metered price that is %s at once, at the rate of its use", async (how, laterMinor) => {
    const { customer, clock, start } = await makeCustomer(rig);
    const subscription = await subscribe(customer.id);
    const metered = subscription.items.data.find(({ price }) => price.id === plan.overage.id);
    const cheaper = await rig.stripe.prices.create({
      ...{ product: plan.product.id, currency: "usd", unit_amount_decimal: Stripe.Decimal.from("0.25") },
      recurring: { interval: "month", usage_type: "metered", meter: plan.meter.id },
    });
    const use = (value: string) =>
      rig.stripe.billing.meterEvents.create({
        event_name: plan.meter.event_name,
        payload: { stripe_customer_id: customer.id, value },
      });
    await use("100");
    await moveClock(rig, clock.id, start + 10 * day);
    const next =
      how === "swapped" ? { id: metered?.id ?? "", price: cheaper.id } : { id: metered?.id ?? "", deleted: true };
    const change = { items: [next], proration_behavior: "always_invoice" as const, proration_date: start + 10 * day };
    const preview = await rig.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    });
    expect(preview.amount_due).toBe(50);
    const changed = await rig.stripe.subscriptions.update(subscription.id, { ...change, expand: ["latest_invoice"] });
    expect(changed.latest_invoice).toMatchObject({ status: "paid", amount_paid: 50 });
    await moveClock(rig, clock.id, start + 11 * day);
    await use("100");
    await moveClock(rig, clock.id, start + 29 * day);
    const { data } = await rig.stripe.invoices.list({ customer: customer.id, limit: 1 });
    expect(data[0]).toMatchObject({ billing_reason: "subscription_cycle", total: 4_900 + laterMinor });
  });

  test("that is not paid waits, keeps the old plan, and is dropped after 23 hours with its invoice void", async () => {
    const { customer, clock, start } = await makeCustomer(rig);
    const subscription = await subscribe(customer.id);
    await useCard(rig, customer.id, "pm_card_chargeCustomerFail");
    const pending = await rig.stripe.subscriptions.update(subscription.id, {
      ...upgrade(subscription.items.data[0]?.id ?? ""),
      payment_behavior: "pending_if_incomplete",
    });
    expect(pending).toMatchObject({ status: "active", pending_update: { expires_at: start + 23 * hour } });
    expect(pending.items.data[0]?.price.id).toBe(plan.flat.id);
    await moveClock(rig, clock.id, start + day);
    const later = await rig.stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
    expect(later).toMatchObject({ pending_update: null, status: "active", latest_invoice: { status: "void" } });
    expect(later.items.data[0]?.price.id).toBe(plan.flat.id);
  });

  test("that is paid later applies then", async () => {
    const { customer } = await makeCustomer(rig);
    const subscription = await subscribe(customer.id);
    await useCard(rig, customer.id, "pm_card_chargeCustomerFail");
    const change = upgrade(subscription.items.data[0]?.id ?? "");
    const pending = await rig.stripe.subscriptions.update(subscription.id, {
      ...change,
      payment_behavior: "pending_if_incomplete",
    });
    const card = await useCard(rig, customer.id, "pm_card_visa");
    await rig.stripe.invoices.pay(String(pending.latest_invoice), { payment_method: card });
    const applied = await rig.stripe.subscriptions.retrieve(subscription.id);
    expect(applied.items.data[0]?.price.id).toBe(scale.flat.id);
    expect(applied.pending_update).toBeNull();
  });

  test("by a schedule happens at the period's end and releases the subscription", async () => {
    const { customer, clock, start } = await makeCustomer(rig);
    const subscription = await subscribe(customer.id, [{ price: scale.flat.id }]);
    const schedule = await rig.stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    const [first] = schedule.phases;
    const update = await rig.stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: "release",
      phases: [
        {
          items: [{ price: scale.flat.id, quantity: 1 }],
          ...{ start_date: first?.start_date ?? 0, end_date: first?.end_date ?? 0 },
        },
        { items: [{ price: plan.flat.id, quantity: 1 }], duration: { interval: "month", interval_count: 1 } },
      ],
    });
    expect(update.phases).toHaveLength(2);
    await expect(rig.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })).rejects.toThrow(
      /schedule/,
    );
    await moveClock(rig, clock.id, start + 30 * day);
    const changed = await rig.stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
    expect(changed.items.data[0]?.price.id).toBe(plan.flat.id);
    expect(changed).toMatchObject({ schedule: null, latest_invoice: { amount_paid: 4_900, status: "paid" } });
    expect((await rig.stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe("released");
  });
});

describe("a beginning and an end", () => {
  test("with a first payment that stays open is incomplete, and over after 23 hours", async () => {
    const { customer, clock, start } = await makeCustomer(rig, "pm_card_chargeCustomerFail");
    const subscription = await subscribe(customer.id);
    expect(subscription.status).toBe("incomplete");
    await moveClock(rig, clock.id, start + day);
    const over = await rig.stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
    expect(over).toMatchObject({ status: "incomplete_expired", latest_invoice: { status: "void" } });
  });

  test.each([
    ["cancel", "canceled"],
    ["pause", "paused"],
    ["create_invoice", "past_due"],
  ] as const)("of a trial without a card that shall %s leads to %s, after a warning", async (missing, status) => {
    const clock = await rig.stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 });
    const customer = await rig.stripe.customers.create({ test_clock: clock.id });
    const { id } = await rig.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: plan.flat.id }],
      trial_period_days: 14,
      trial_settings: { end_behavior: { missing_payment_method: missing } },
    });
    expect((await rig.stripe.subscriptions.retrieve(id)).status).toBe("trialing");
    await moveClock(rig, clock.id, 1_800_000_000 + 15 * day);
    const after = await rig.stripe.subscriptions.retrieve(id);
    expect(after.status).toBe(status);
    expect(await typesSince(customer.id)).toContain("customer.subscription.trial_will_end");
  });

  test("at the period's end can be taken back until then, and bills what was used", async () => {
    const { customer, clock, start } = await makeCustomer(rig);
    const { id } = await subscribe(customer.id);
    const leaving = await rig.stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(leaving.cancel_at).toBe(start + 28 * day);
    expect((await rig.stripe.subscriptions.update(id, { cancel_at_period_end: false })).cancel_at).toBeNull();
    await rig.stripe.subscriptions.update(id, { cancel_at_period_end: true });
    const payload = { stripe_customer_id: customer.id, value: "400" };
    await rig.stripe.billing.meterEvents.create({ event_name: "fg_calls", payload });
    await moveClock(rig, clock.id, start + 29 * day);
    expect((await rig.stripe.subscriptions.retrieve(id)).status).toBe("canceled");
    const [last] = (await rig.stripe.invoices.list({ customer: customer.id })).data;
    expect(last).toMatchObject({ amount_paid: 200, status: "paid" });
  });
});
