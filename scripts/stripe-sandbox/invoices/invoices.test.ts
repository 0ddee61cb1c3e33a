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
let rig: Rig;
let plan: Awaited<ReturnType<typeof makePlan>>;
beforeAll(async () => {
  rig = await openClient();
  plan = await makePlan(rig);
});
afterAll(async () => {
  expect(rig.world.violations).toEqual([]);
  await rig.close();
});

async function makeInvoice(customer: string, amount: number) {
  const { invoices, invoiceItems } = rig.stripe;
  const draft = await invoices.create({ customer, auto_advance: false, pending_invoice_items_behavior: "exclude" });
  await invoiceItems.create({ customer, invoice: draft.id, amount, currency: "usd", description: "Credits" });
  return invoices.finalizeInvoice(draft.id, { auto_advance: false });
}

describe("an invoice of its own", () => {
  test("is paid off-session with the default card, once", async () => {
    const { customer } = await makeCustomer(rig);
    const { id, amount_due } = await makeInvoice(customer.id, 5_000);
    expect(amount_due).toBe(5_000);
    const paid = await rig.stripe.invoices.pay(id, { off_session: true, expand: ["payments"] });
    expect(paid).toMatchObject({ status: "paid", amount_paid: 5_000, payments: { data: [{ status: "paid" }] } });
    await expect(rig.stripe.invoices.pay(id)).rejects.toMatchObject({ code: "invoice_already_paid" });
  });

  test.each([
    [
      "pm_card_chargeCustomerFail",
      { code: "card_declined", decline_code: "generic_decline", advice_code: "try_again_later" },
    ],
    ["pm_card_authenticationRequired", { code: "authentication_required" }],
  ])("that %s does not pay says why, stays open, and is closed by a void for good", async (card, error) => {
    const { customer, clock, start } = await makeCustomer(rig, card);
    const { id } = await makeInvoice(customer.id, 5_000);
    await expect(rig.stripe.invoices.pay(id, { off_session: true })).rejects.toMatchObject({
      statusCode: 402,
      ...error,
    });
    expect((await rig.stripe.invoices.retrieve(id)).status).toBe("open");
    await rig.stripe.invoices.voidInvoice(id);
    await useCard(rig, customer.id, "pm_card_visa");
    await moveClock(rig, clock.id, start + 300 * day);
    expect(await rig.stripe.invoices.retrieve(id)).toMatchObject({ status: "void", amount_paid: 0 });
    await expect(rig.stripe.invoices.pay(id)).rejects.toThrow(/void/);
  });

  test("without any card is no decline", async () => {
    const { id: customer } = await rig.stripe.customers.create({});
    const { id } = await makeInvoice(customer, 5_000);
    await expect(rig.stripe.invoices.pay(id)).rejects.toMatchObject({
      statusCode: 400,
      type: "StripeInvalidRequestError",
    });
  });

  test("takes no more items once it is final", async () => {
    const { customer } = await makeCustomer(rig);
    const { id } = await makeInvoice(customer.id, 5_000);
    const item = { customer: customer.id, invoice: id, amount: 1, currency: "usd" };
    await expect(rig.stripe.invoiceItems.create(item)).rejects.toMatchObject({ code: "invoice_not_editable" });
  });
});

describe("the balance of a customer", () => {
  test("takes what is too little to charge, and the next invoice collects it", async () => {
    const { customer } = await makeCustomer(rig);
    const small = await makeInvoice(customer.id, 30);
    expect(small).toMatchObject({ status: "paid", amount_due: 0, ending_balance: 30 });
    expect(await makeInvoice(customer.id, 1_000)).toMatchObject({ amount_due: 1_030, ending_balance: 0 });
  });

  test("that is a credit pays first, and comes back when the invoice is void", async () => {
    const { customer } = await makeCustomer(rig);
    await rig.stripe.customers.update(customer.id, { balance: -700 });
    const invoice = await makeInvoice(customer.id, 1_000);
    expect(invoice).toMatchObject({ amount_due: 300, starting_balance: -700, ending_balance: 0 });
    await rig.stripe.invoices.voidInvoice(invoice.id);
    expect(await rig.stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -700 });
  });
});

test("an item of its own waits for the next renewal", async () => {
  const { customer, clock, start } = await makeCustomer(rig);
  await rig.stripe.subscriptions.create({ customer: customer.id, items: [{ price: plan.flat.id }] });
  await rig.stripe.invoiceItems.create({ customer: customer.id, amount: -400, currency: "usd" });
  await moveClock(rig, clock.id, start + 29 * day);
  const [renewal] = (await rig.stripe.invoices.list({ customer: customer.id })).data;
  expect(renewal).toMatchObject({ billing_reason: "subscription_cycle", amount_paid: 4_500 });
});

describe("a report of use", () => {
  test.each([
    ["of nobody", { value: "1" }, {}, "meter_event_no_customer_defined"],
    ["of a stranger", { stripe_customer_id: "cus_x", value: "1" }, {}, "meter_event_customer_not_found"],
    ["without a value", {}, {}, "meter_event_value_not_found"],
    ["with words for a value", { value: "many" }, {}, "meter_event_invalid_value"],
    ["36 days ago", { value: "1" }, { timestamp: -36 * day }, "timestamp_too_far_in_past"],
    ["ahead of time", { value: "1" }, { timestamp: 301 }, "timestamp_in_future"],
  ])("%s is refused", async (_, payload, { timestamp = 0 }: { timestamp?: number }, code) => {
    const { customer, start } = await makeCustomer(rig);
    const own: Record<string, string> = _ === "of nobody" ? {} : { stripe_customer_id: customer.id };
    const whole: Record<string, string> = { ...own, ...payload };
    const event = { event_name: "fg_calls", payload: whole, timestamp: start + timestamp };
    await expect(rig.stripe.billing.meterEvents.create(event)).rejects.toMatchObject({ code });
  });

  test("with an identifier that was used is refused, and counted once", async () => {
    const { customer, start } = await makeCustomer(rig);
    const event = {
      ...{ event_name: "fg_calls", identifier: `${customer.id}:1` },
      payload: { stripe_customer_id: customer.id, value: "7" },
    };
    await rig.stripe.billing.meterEvents.create(event);
    await expect(rig.stripe.billing.meterEvents.create(event)).rejects.toThrow(
      /An event already exists with identifier/,
    );
    const asked = { customer: customer.id, start_time: start - day, end_time: start + day };
    const { data } = await rig.stripe.billing.meters.listEventSummaries(plan.meter.id, asked);
    expect(data).toMatchObject([{ aggregated_value: 7 }]);
  });
});
