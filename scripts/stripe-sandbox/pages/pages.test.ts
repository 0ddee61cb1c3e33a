import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testCards } from "@/scripts/stripe-sandbox/payments/test-cards.data";
import {
  makeCustomer,
  makePlan,
  moveClock,
  openClient,
  type Rig,
  useCard,
} from "@/scripts/stripe-sandbox/testing/open-client";

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

const post = (url: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(new URL(url, rig.url), { method: "POST", redirect: "manual", body: new URLSearchParams(form), headers });
const pay = (url: string, number: string) =>
  post(url, { action: "pay", number, expiry: "12 / 40", cvc: "123", name: "Ada", email: "ada@example.com" });

async function openCheckout(mode: "payment" | "setup" | "subscription", customer: string) {
  const lines = {
    subscription: [{ price: plan.flat.id, quantity: 1 }, { price: plan.overage.id }],
    payment: [{ price_data: { currency: "usd", unit_amount: 5_000, product_data: { name: "Credits" } }, quantity: 1 }],
    setup: [],
  }[mode];
  return rig.stripe.checkout.sessions.create({
    mode,
    customer,
    success_url: "http://app.test/done?s={CHECKOUT_SESSION_ID}",
    cancel_url: "http://app.test/plans",
    ...(lines.length > 0 && { line_items: lines }),
    ...(mode === "setup" && { currency: "usd" }),
    ...(mode === "payment" && {
      invoice_creation: { enabled: true },
      payment_intent_data: { metadata: { kind: "credits" } },
    }),
  });
}

describe("each test card", () => {
  test.each(testCards)("$label ($number): saved and charged as the table says", async (card) => {
    const { id } = await rig.stripe.customers.create({ email: "card@example.com" });
    const code = card.saving ?? card.charging ?? "";
    const setup = await openCheckout("setup", id);
    const saved = await pay(setup.url ?? "", card.number);
    expect(saved.status).toBe(card.saving ? 402 : 303);
    if (card.saving) expect(await saved.text()).toContain(`data-code="${card.saving}"`);
    const session = await openCheckout("payment", id);
    const paid = await pay(session.url ?? "", card.number);
    if (card.charging) {
      expect(paid.status).toBe(402);
      expect(await paid.text()).toContain(`data-code="${code}"`);
      return;
    }
    expect(paid.status).toBe(303);
    const goal = paid.headers.get("location") ?? "";
    expect(goal.startsWith("/3ds/")).toBe(card.confirms !== "never");
    if (card.confirms === "never") return;
    expect((await post(goal, { answer: "fail" })).status).toBe(402);
    expect((await post(goal, { answer: "confirm" })).headers.get("location")).toBe(
      `http://app.test/done?s=${session.id}`,
    );
  });

  test("outside the table is declined, so that nobody types a real one", async () => {
    const { id } = await rig.stripe.customers.create({ email: "real@example.com" });
    const { url } = await openCheckout("setup", id);
    expect(await (await pay(url ?? "", "4111 1111 1111 1111")).text()).toContain('data-code="test_mode_live_card"');
    expect(await (await pay(url ?? "", "4242 4242 4242 4241")).text()).toContain('data-code="incorrect_number"');
  });
});

describe("checkout", () => {
  test("of a plan makes the subscription only once it is paid", async () => {
    const { customer } = await makeCustomer(rig);
    const session = await openCheckout("subscription", customer.id);
    expect(await (await fetch(session.url ?? "")).text()).toContain("$49.00");
    expect((await pay(session.url ?? "", "4000 0000 0000 0341")).status).toBe(402);
    expect((await rig.stripe.subscriptions.list({ customer: customer.id, status: "all" })).data).toEqual([]);
    const paid = await pay(session.url ?? "", "4242 4242 4242 4242");
    expect(paid.headers.get("location")).toBe(`http://app.test/done?s=${session.id}`);
    const done = await rig.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["subscription.latest_invoice.payments", "line_items"],
    });
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "paid",
      subscription: { status: "active", latest_invoice: { status: "paid", payments: { data: [{ status: "paid" }] } } },
      line_items: { data: [{ amount_total: 4_900 }, { quantity: null }] },
    });
    expect((await pay(session.url ?? "", "4242 4242 4242 4242")).status).toBe(303);
    expect((await rig.stripe.subscriptions.list({ customer: customer.id })).data).toHaveLength(1);
  });

  test("of credits makes one paid payment, with an invoice", async () => {
    const { customer } = await makeCustomer(rig);
    const session = await openCheckout("payment", customer.id);
    await pay(session.url ?? "", "4242 4242 4242 4242");
    const done = await rig.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent", "invoice"] });
    expect(done).toMatchObject({
      payment_status: "paid",
      payment_intent: { status: "succeeded", amount_received: 5_000, metadata: { kind: "credits" } },
      invoice: { status: "paid", amount_paid: 5_000 },
    });
    const intent = typeof done.payment_intent === "object" ? (done.payment_intent?.id ?? "") : "";
    const payments = await rig.stripe.invoicePayments.list({
      payment: { type: "payment_intent", payment_intent: intent },
    });
    expect(payments.data).toHaveLength(1);
    const refund = await rig.stripe.refunds.create({ payment_intent: intent, amount: 2_000 });
    expect(refund.status).toBe("succeeded");
    await expect(rig.stripe.refunds.create({ payment_intent: intent, amount: 3_001 })).rejects.toMatchObject({
      param: "amount",
    });
  });

  test("that is expired sells nothing", async () => {
    const { customer } = await makeCustomer(rig);
    const session = await openCheckout("subscription", customer.id);
    await rig.stripe.checkout.sessions.expire(session.id);
    expect(await (await pay(session.url ?? "", "4242 4242 4242 4242")).text()).toContain("has expired");
    expect((await rig.stripe.subscriptions.list({ customer: customer.id })).data).toEqual([]);
  });
});

describe("the portal", () => {
  test("changes the customer's default card only, and cancels and keeps", async () => {
    await rig.stripe.billingPortal.configurations.create({
      features: {
        payment_method_update: { enabled: true },
        invoice_history: { enabled: true },
        subscription_cancel: { enabled: true, mode: "at_period_end" },
      },
    });
    const { customer } = await makeCustomer(rig);
    const subscription = await rig.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: plan.flat.id }],
    });
    const { url } = await rig.stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: "http://app.test/",
    });
    expect(await (await fetch(url)).text()).toContain("Cancel subscription");
    await post(url, { action: "card", number: "5555 5555 5555 4444", expiry: "12 / 40" });
    const changed = await rig.stripe.customers.retrieve(customer.id, {
      expand: ["invoice_settings.default_payment_method"],
    });
    expect(changed).toMatchObject({ invoice_settings: { default_payment_method: { card: { last4: "4444" } } } });
    await post(url, { action: "cancel", subscription: subscription.id });
    expect((await rig.stripe.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(true);
    await post(url, { action: "keep", subscription: subscription.id });
    expect((await rig.stripe.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(false);
  });

  test("changes who is billed where that is allowed, and tells of it", async () => {
    const configuration = await rig.stripe.billingPortal.configurations.create({
      features: { customer_update: { enabled: true, allowed_updates: ["name", "email", "address", "tax_id"] } },
    });
    const { customer } = await makeCustomer(rig);
    const open = (of?: string) =>
      rig.stripe.billingPortal.sessions.create({ customer: customer.id, ...(of && { configuration: of }) });
    const { url } = await open(configuration.id);
    const form = { action: "details", name: "Lumen GmbH", email: "bills@lumen.example", line1: "Weg 1", country: "DE" };
    expect((await post(url, { ...form, tax_type: "eu_vat", tax_id: "12" })).status).toBe(402);
    expect((await post(url, { ...form, tax_type: "eu_vat", tax_id: "DE 123456789" })).status).toBe(303);
    const changed = await rig.stripe.customers.retrieve(customer.id, { expand: ["tax_ids"] });
    expect(changed).toMatchObject({
      name: "Lumen GmbH",
      email: "bills@lumen.example",
      address: { line1: "Weg 1", country: "DE", line2: null },
      tax_ids: { data: [{ type: "eu_vat", value: "DE123456789", country: "DE" }] },
    });
    expect(await (await fetch(url)).text()).toContain('value="DE123456789"');
    const [event] = (await rig.stripe.events.list({ type: "customer.updated" })).data;
    expect(event?.data.previous_attributes).toMatchObject({ email: "ada@example.com" });
    const shut = await rig.stripe.billingPortal.configurations.create({
      features: { customer_update: { enabled: false } },
    });
    expect((await post((await open(shut.id)).url, form)).status).toBe(402);
  });

  test("touches nobody else's things, and nothing for another site", async () => {
    const mine = await makeCustomer(rig);
    const other = await makeCustomer(rig);
    const { id } = await rig.stripe.subscriptions.create({
      customer: other.customer.id,
      items: [{ price: plan.flat.id }],
    });
    const { url } = await rig.stripe.billingPortal.sessions.create({ customer: mine.customer.id });
    expect((await post(url, { action: "cancel", subscription: id })).status).toBe(402);
    expect((await rig.stripe.subscriptions.retrieve(id)).cancel_at_period_end).toBe(false);
    expect((await post(url, { action: "keep" }, { origin: "https://evil.example" })).status).toBe(403);
  });
});

describe("the invoice page", () => {
  test("says why a card was declined, takes a good one and makes it the default; the PDF is one", async () => {
    const { customer, clock, start } = await makeCustomer(rig);
    await rig.stripe.subscriptions.create({ customer: customer.id, items: [{ price: plan.flat.id }] });
    await useCard(rig, customer.id, "pm_card_chargeCustomerFail");
    await moveClock(rig, clock.id, start + 29 * 86_400);
    const [open] = (await rig.stripe.invoices.list({ customer: customer.id, status: "open" })).data;
    const url = open?.hosted_invoice_url ?? "";
    expect(await (await pay(url, "4000 0000 0000 9995")).text()).toContain("insufficient funds");
    const asked = await pay(url, "4000 0027 6000 3184");
    expect((await post(asked.headers.get("location") ?? "", { answer: "confirm" })).status).toBe(303);
    expect((await rig.stripe.invoices.retrieve(open?.id ?? "")).status).toBe("paid");
    const pdf = await (await fetch(open?.invoice_pdf ?? "")).text();
    expect(pdf.startsWith("%PDF-1.4")).toBe(true);
    expect(Number(/startxref\n(\d+)/.exec(pdf)?.[1])).toBe(pdf.indexOf("xref\n0"));
  });
});

describe("the panel", () => {
  test("moves a clock to the next renewal, fails one customer's charge, and tells its state", async () => {
    const { customer } = await makeCustomer(rig);
    const lucky = await makeCustomer(rig);
    const subscription = await rig.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: plan.flat.id }],
    });
    const other = await rig.stripe.subscriptions.create({
      customer: lucky.customer.id,
      items: [{ price: plan.flat.id }],
    });
    await post("/_sandbox/fail", { customer: customer.id });
    for (const { id } of [customer, lucky.customer]) await post("/_sandbox/advance", { customer: id, step: "renewal" });
    expect((await rig.stripe.subscriptions.retrieve(subscription.id)).status).toBe("past_due");
    expect((await rig.stripe.subscriptions.retrieve(other.id)).status).toBe("active");
    expect(await (await fetch(`${rig.url}/`)).text()).toContain("Violations: <strong>0</strong>");
    const state = await (await fetch(`${rig.url}/_sandbox/state`)).json();
    expect(state.tally).toMatchObject({ stripe_violations: 0 });
    expect((await post("/_sandbox/wish", {})).status).toBe(404);
  });
});
