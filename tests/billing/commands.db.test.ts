import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { makeTenant } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import { pacedClient } from "@/lib/billing/server/stripe/paced-client";
import { openSandbox } from "@/tests/billing/open-sandbox";

const sandbox = await openSandbox();
const { sql } = await testDatabase();

describe("a tenant's customer", () => {
  test("is made once, with a clock of its own, by however many ask at the same time", async () => {
    const tenant = await makeTenant(sql);
    const ids = await Promise.all([1, 2, 3, 4].map(() => ensureCustomer(tenant.as("owner"), tenant.id)));
    expect(new Set(ids).size).toBe(1);
    const customer = await sandbox.stripe.customers.retrieve(ids[0] ?? "");
    if (customer.deleted) throw new Error("It is deleted.");
    expect(customer).toMatchObject({ metadata: { tenant_id: tenant.id }, email: "owner@example.com" });
    expect(customer.test_clock).toMatch(/^clock_/);
    const [row] =
      await sql`select stripe_customer_id, test_clock_id from billing_account where tenant_id = ${tenant.id}`;
    expect(row).toEqual({ stripe_customer_id: customer.id, test_clock_id: customer.test_clock });
  });
});

describe("a command", () => {
  test("that is declined is a value that stays, and asks no second time", async () => {
    const tenant = await makeTenant(sql);
    const customer = await ensureCustomer(tenant.as("owner"), tenant.id);
    const common = { tenantId: tenant.id, createdBy: "test", now: new Date() };
    const card = await sandbox.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    const invoice = await runCommand({
      ...common,
      kind: "invoice.create",
      key: `a:${tenant.id}`,
      request: { params: { customer, auto_advance: false, pending_invoice_items_behavior: "exclude" } },
    });
    if (invoice.status !== "done") throw new Error("It must be made.");
    const invoiceId = invoice.answer.id;
    await runCommand({
      ...common,
      kind: "invoice_item.create",
      key: `b:${tenant.id}`,
      request: { params: { customer, invoice: invoiceId, amount: 500, currency: "usd" } },
    });
    await runCommand({
      ...common,
      kind: "invoice.finalize",
      key: `c:${tenant.id}`,
      request: { id: invoiceId, params: { auto_advance: false } },
    });
    const pay = {
      ...common,
      kind: "invoice.pay" as const,
      key: `d:${tenant.id}`,
      request: { id: invoiceId, params: { payment_method: card.id, off_session: true } },
    };
    const first = await runCommand(pay);
    expect(first).toMatchObject({
      status: "failed",
      error: { type: "StripeCardError", status: 402, code: "card_declined" },
    });
    expect(await runCommand(pay)).toEqual(first);
    const [row] = await sql`select status, attempts from stripe_command where idempotency_key = ${pay.key}`;
    expect(row).toEqual({ status: "failed", attempts: 1 });
  });
});

test("calls beyond the pace that Stripe bears wait their turn, and all are answered", async () => {
  const { hostname, port } = new URL(sandbox.url);
  const paced = new Stripe("sk_test_of_a_test_file", {
    protocol: "http",
    host: hostname,
    port,
    telemetry: false,
    httpClient: pacedClient(5),
  });
  const beganMs = performance.now();
  const answers = await Promise.all(Array.from({ length: 8 }, () => paced.accounts.retrieveCurrent()));
  expect(answers.every(({ object }) => object === "account")).toBe(true);
  expect(performance.now() - beganMs).toBeGreaterThan(550);
});
