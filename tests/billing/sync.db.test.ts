import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { openPortal } from "@/lib/billing/server/portal/open-portal";
import { checkLink } from "@/lib/billing/server/reconcile/check-link";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";
import { heldGrant, subscribedTenant } from "@/tests/billing/subscribed-tenant";

const sandbox = await openSandbox();
const { sql } = await testDatabase();
const meter = await makeMeter();
const pro = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900, overageRateE12: 500_000_000_000 });
const team = await makePlanOnSale(sql, meter.id, { priceMinor: 9_900 });

const tasks = (tenantId: string) =>
  sql<{ kind: string }[]>`select kind from billing_task where tenant_id = ${tenantId} and closed_at is null`;

describe("a sync", () => {
  test("turns a subscription in Stripe into a grant, and writes nothing the second time", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    expect(await syncTenant(tenant.id, new Date())).toEqual({ synced: true, error: null });
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ plan_version_id: pro.planVersionId, status: "active" });
    const [invoice] =
      await sql`select status, total_minor, currency, lines from invoice where tenant_id = ${tenant.id}`;
    expect(invoice).toMatchObject({ status: "paid", total_minor: 4_900, currency: "EUR" });
    const [card] = await sql`select last4, is_default from payment_method where tenant_id = ${tenant.id}`;
    expect(card).toEqual({ last4: "4242", is_default: true });
    const changes = () => sql`select 1 from control_change where subject = 'tenant' and subject_id = ${tenant.id}`;
    const before = await changes();
    await syncTenant(tenant.id, new Date());
    expect(await changes()).toHaveLength(before.length);
  });

  test("leads a renewal that fails into grace, into refusal, and back", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await syncTenant(tenant.id, new Date());
    await sandbox.act("fail", { customer: tenant.customer });
    await sandbox.act("advance", { customer: tenant.customer, step: "renewal" });
    await syncTenant(tenant.id, new Date());
    const grace = await heldGrant(sql, tenant.id);
    expect(grace).toMatchObject({ status: "grace", overdue: { dueMinor: 4_900, currency: "EUR", openInvoices: 1 } });
    const [invoice] = await sql`select id, cause, decline_code from invoice
                                 where tenant_id = ${tenant.id} and status = 'open'`;
    expect(invoice).toMatchObject({ cause: "card_declined", decline_code: "generic_decline" });
    const [open] = (await sandbox.stripe.invoices.list({ customer: tenant.customer, status: "open" })).data;
    await sandbox.stripe.invoices.pay(open?.id ?? "");
    await syncTenant(tenant.id, new Date());
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "active", overdue: null, ends_at: null });
    const attempts = await sql`select attempt, ok, cause, amount_minor from payment_attempt
                                where invoice_id = ${invoice?.id} order by attempt`;
    expect([...attempts]).toEqual([
      { attempt: 1, ok: false, cause: "card_declined", amount_minor: 4_900 },
      { attempt: 2, ok: true, cause: null, amount_minor: 4_900 },
    ]);
  });

  test("moves a card that only the subscription has to the customer, and clears it there", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    const { id: other } = await sandbox.stripe.paymentMethods.attach("pm_card_mastercard", {
      customer: tenant.customer,
    });
    const subscriptionId = tenant.subscription.id;
    await sandbox.stripe.subscriptions.update(subscriptionId, { default_payment_method: other });
    await syncTenant(tenant.id, new Date());
    const subscription = await sandbox.stripe.subscriptions.retrieve(subscriptionId);
    expect(subscription.default_payment_method).toBeNull();
    await sandbox.stripe.subscriptions.update(subscriptionId, { default_payment_method: other });
    await syncTenant(tenant.id, new Date());
    expect((await sandbox.stripe.subscriptions.retrieve(subscriptionId)).default_payment_method).toBeNull();
  });

  test("knows who is billed as it was changed on the provider's page", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await checkLink(new Date());
    const { url } = await openPortal(tenant.as("owner"), {});
    const form = { name: "Lumen GmbH", email: "bills@lumen.example", line1: "Weg 1", country: "DE" };
    const body = new URLSearchParams({ action: "details", ...form, tax_type: "eu_vat", tax_id: "DE123456789" });
    expect((await fetch(url, { method: "POST", redirect: "manual", body })).status).toBe(303);
    await syncTenant(tenant.id, new Date());
    const [account] = await sql`select billing_name, billing_email, billing_address, tax_ids from billing_account
                                 where tenant_id = ${tenant.id}`;
    expect(account).toMatchObject({
      billing_name: "Lumen GmbH",
      billing_email: "bills@lumen.example",
      billing_address: { line1: "Weg 1", country: "DE" },
      tax_ids: [{ type: "eu_vat", value: "DE123456789" }],
    });
  });

  test("of a customer that was deleted ends what it paid for, and tells an admin", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await syncTenant(tenant.id, new Date());
    await sandbox.stripe.customers.del(tenant.customer);
    expect(await syncTenant(tenant.id, new Date())).toMatchObject({ synced: true });
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "ended", reason: "subscription_expired" });
    expect(await tasks(tenant.id)).toEqual([{ kind: "customer_deleted" }]);
  });

  test("keeps what a tenant has where a price is none of ours, and tells an admin until it is one again", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await syncTenant(tenant.id, new Date());
    const foreign = await sandbox.stripe.prices.create({
      currency: "eur",
      unit_amount: 100,
      recurring: { interval: "month" },
      product_data: { name: "Something else" },
    });
    const item = await sandbox.stripe.subscriptions.update(tenant.subscription.id, {
      items: [{ price: foreign.id }],
      proration_behavior: "none",
    });
    await syncTenant(tenant.id, new Date());
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ plan_version_id: pro.planVersionId, status: "active" });
    expect(await tasks(tenant.id)).toEqual([{ kind: "unknown_price" }]);
    const added = item.items.data.find(({ price }) => price.id === foreign.id);
    await sandbox.stripe.subscriptions.update(tenant.subscription.id, {
      items: [{ id: added?.id ?? "", deleted: true }],
      proration_behavior: "none",
    });
    await syncTenant(tenant.id, new Date());
    expect(await tasks(tenant.id)).toEqual([]);
  });

  test("lets the better of two subscriptions entitle, and tells an admin", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await sandbox.act("advance", { customer: tenant.customer, seconds: "60" });
    const { data } = await sandbox.stripe.prices.list({ limit: 100, active: true });
    const flat = data.find(({ metadata }) => metadata.price_id === `${team.planVersionId}:flat`);
    await sandbox.stripe.subscriptions.create({ customer: tenant.customer, items: [{ price: flat?.id ?? "" }] });
    await syncTenant(tenant.id, new Date());
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ plan_version_id: team.planVersionId, status: "active" });
    expect(await tasks(tenant.id)).toEqual([{ kind: "two_subscriptions" }]);
  });

  test("sees that an invoice was paid, however many are newer than it", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await sandbox.act("fail", { customer: tenant.customer });
    await sandbox.act("advance", { customer: tenant.customer, step: "renewal" });
    for (let n = 0; n < 25; n += 1) await sandbox.stripe.invoices.create({ customer: tenant.customer });
    await syncTenant(tenant.id, new Date());
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "grace" });
    const [open] = (await sandbox.stripe.invoices.list({ customer: tenant.customer, status: "open" })).data;
    await sandbox.stripe.invoices.pay(open?.id ?? "");
    await syncTenant(tenant.id, new Date());
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "active" });
    const left = await sql`select 1 from invoice where tenant_id = ${tenant.id} and status = 'open'`;
    expect(left).toHaveLength(0);
  });

  test("of many who ask at once asks Stripe twice at most", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    const asked = async () => (await sandbox.state()).tally.stripe_requests_checked ?? 0;
    const before = await asked();
    await syncTenant(tenant.id, new Date());
    const once = (await asked()) - before;
    await Promise.all(Array.from({ length: 20 }, () => syncTenant(tenant.id, new Date())));
    expect((await asked()) - before - once).toBeLessThanOrEqual(2 * once);
  });
});
