import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { runInbox } from "@/lib/billing/server/intake/run-inbox";
import { clockEvents, subscribedEvents } from "@/lib/billing/server/intake/subscribed-events.data";
import { checkEndpoint } from "@/lib/billing/server/reconcile/check-endpoint";
import { checkLink } from "@/lib/billing/server/reconcile/check-link";
import { forgetPayloads } from "@/lib/billing/server/reconcile/forget-payloads";
import { reconcile } from "@/lib/billing/server/reconcile/reconcile";
import { closeBillingTask } from "@/lib/billing/server/staff/close-billing-task";
import { getBillingLink } from "@/lib/billing/server/staff/get-billing-link";
import { listBillingTasks } from "@/lib/billing/server/staff/list-billing-tasks";
import { listStripeCommands } from "@/lib/billing/server/staff/list-stripe-commands";
import { listStripeEvents } from "@/lib/billing/server/staff/list-stripe-events";
import { replayStripeEvent } from "@/lib/billing/server/staff/replay-stripe-event";
import { startFreshLink } from "@/lib/billing/server/staff/start-fresh-link";
import { syncNow } from "@/lib/billing/server/staff/sync-now";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";
import { heldGrant, subscribedTenant } from "@/tests/billing/subscribed-tenant";

const sandbox = await openSandbox();
const { sql } = await testDatabase();
const meter = await makeMeter();
const pro = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900 });
const admin = () => staffCtx("admin");
const later = (ms: number) => new Date(Date.now() + ms);
const hourMs = 3_600_000;

describe("the link to Stripe", () => {
  test("has its portal configuration made once", async () => {
    expect(await checkLink(new Date())).toEqual({ problems: 0 });
    const [first] = await sql`select portal_configuration_id, problem from stripe_link`;
    expect(first).toMatchObject({ portal_configuration_id: expect.stringMatching(/^bpc_/), problem: null });
    await checkLink(new Date());
    expect((await sandbox.stripe.billingPortal.configurations.list()).data).toHaveLength(1);
  });

  test("is told to staff, and to nobody else", async () => {
    expect(await getBillingLink(admin())).toMatchObject({
      mode: "sandbox",
      accountId: expect.stringMatching(/^acct_/),
      problem: null,
      mayStartFresh: false,
      takesWebhooks: true,
      pollEverySeconds: 300,
    });
    for (const ask of [
      getBillingLink(staffCtx(null)),
      listStripeEvents(staffCtx(null), {}),
      listStripeCommands(staffCtx(null), {}),
      listBillingTasks(staffCtx(null), {}),
    ]) {
      await expect(ask).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(startFreshLink(staffCtx("support"), { reason: "x" })).rejects.toMatchObject({
      code: "permission_denied",
    });
  });
});

describe("the webhook endpoint in Stripe", () => {
  const open = () => sql`select 1 from billing_task where kind = 'webhook_endpoint' and closed_at is null`;
  test("may be missing", async () => {
    await checkEndpoint(new Date());
    expect(await open()).toHaveLength(0);
  });
  test("has its list of events set right, and is a task while it is switched off", async () => {
    const { id } = await sandbox.stripe.webhookEndpoints.create({
      url: "http://localhost:3000/api/webhooks/stripe",
      enabled_events: ["invoice.paid"],
      api_version: Stripe.API_VERSION,
    });
    await checkEndpoint(new Date());
    const [endpoint] = (await sandbox.stripe.webhookEndpoints.list()).data;
    expect(endpoint?.enabled_events).toEqual([...subscribedEvents, ...clockEvents]);
    expect(await open()).toHaveLength(0);
    await sandbox.stripe.webhookEndpoints.update(id, { disabled: true });
    await checkEndpoint(new Date());
    expect(await open()).toHaveLength(1);
    await sandbox.stripe.webhookEndpoints.update(id, { disabled: false });
    await checkEndpoint(new Date());
    expect(await open()).toHaveLength(0);
    await sandbox.stripe.webhookEndpoints.update(id, { disabled: true });
  });
});

describe("comparing with Stripe", () => {
  test("finds what no event told of, heals it, and finds nothing the next night", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await syncTenant(tenant.id, new Date());
    await reconcile(new Date());
    await runInbox(new Date());
    await sandbox.stripe.subscriptions.cancel(tenant.subscription.id);
    expect(await reconcile(later(23 * hourMs))).not.toHaveProperty("subscriptions");
    expect(await reconcile(later(25 * hourMs))).toMatchObject({ subscriptions: 1, prices: 0, products: 0 });
    await runInbox(new Date());
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "ended" });
    expect(await reconcile(later(50 * hourMs))).toMatchObject({ subscriptions: 0, invoices: 0 });
    expect(await sql`select 1 from reconcile_run where finished_at is null`).toHaveLength(0);
  });
});

describe("staff", () => {
  test("sees an event that is dead, plays it again, and that is written down", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await sql`insert into stripe_event (stripe_event_id, type, stripe_customer_id, livemode, created, source, status,
                                        attempts, error, next_at, received_at, payload)
              values ('evt_dead', 'invoice.paid', ${tenant.customer}, false, now(), 'webhook', 'dead', 8, 'why', now(),
                      now(), '{"a":1}')`;
    const { rows } = await listStripeEvents(admin(), { status: "dead" });
    expect(rows).toMatchObject([{ id: "evt_dead", attempts: 8, error: "why", tenant: { id: tenant.id } }]);
    expect(JSON.stringify(rows)).not.toContain("payload");
    await replayStripeEvent(admin(), { id: "evt_dead" });
    await expect(replayStripeEvent(admin(), { id: "evt_dead" })).rejects.toMatchObject({ code: "conflict" });
    await runInbox(new Date());
    expect((await listStripeEvents(admin(), { tenant: tenant.id })).rows).toMatchObject([{ status: "done" }]);
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "active" });
    expect(await sql`select 1 from audit_log where action = 'stripe_event.replayed'`).toHaveLength(1);
  });

  test("lets a tenant whose customer was deleted begin anew", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await sandbox.stripe.customers.del(tenant.customer);
    await syncNow(admin(), { tenantId: tenant.id });
    await expect(ensureCustomer(tenant.as("owner"), tenant.id)).rejects.toMatchObject({ code: "conflict" });
    const { rows } = await listBillingTasks(admin(), { tenant: tenant.id });
    expect(rows).toMatchObject([{ kind: "customer_deleted" }]);
    const close = { id: rows[0]?.id ?? "", reason: "agreed by phone" };
    await expect(closeBillingTask(staffCtx("support"), close)).rejects.toMatchObject({ code: "permission_denied" });
    await closeBillingTask(admin(), close);
    const anew = await ensureCustomer(tenant.as("owner"), tenant.id);
    expect(anew).not.toBe(tenant.customer);
    expect(await ensureCustomer(tenant.as("owner"), tenant.id)).toBe(anew);
    expect((await listBillingTasks(admin(), { tenant: tenant.id })).rows).toEqual([]);
  });
});

describe("payloads", () => {
  test("are forgotten after thirty days, and ids after a year", async () => {
    await sql`insert into stripe_event (stripe_event_id, type, livemode, created, source, status, next_at, received_at,
                                        payload)
              values ('evt_month', 'x', false, now(), 'poll', 'done', now(), now() - interval '31 days', '{}'),
                     ('evt_week', 'x', false, now(), 'poll', 'done', now(), now() - interval '7 days', '{}'),
                     ('evt_waits', 'x', false, now(), 'poll', 'new', now(), now() - interval '31 days', '{}'),
                     ('evt_year', 'x', false, now(), 'poll', 'done', now(), now() - interval '366 days', null)`;
    await forgetPayloads(new Date());
    const left = await sql`select stripe_event_id as id, payload is null as is_empty from stripe_event
                            where type = 'x' order by 1`;
    expect([...left]).toEqual([
      { id: "evt_month", is_empty: true },
      { id: "evt_waits", is_empty: false },
      { id: "evt_week", is_empty: false },
    ]);
    await sql`delete from stripe_event where type = 'x'`;
  });
});

describe("another account behind the same key", () => {
  test("switches billing off until an admin begins anew, and nobody loses what is written", async () => {
    const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await syncTenant(tenant.id, new Date());
    await sandbox.act("reset", {});
    const soon = () => later(120_000);
    expect(await checkLink(soon())).toEqual({ problems: 1 });
    expect(await syncTenant(tenant.id, soon())).toMatchObject({ synced: false });
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "active" });
    expect(await getBillingLink(admin())).toMatchObject({ problem: "other_account", mayStartFresh: true });
    const ctx = tenant.as("owner", { now: soon() });
    await expect(ensureCustomer(ctx, tenant.id)).rejects.toMatchObject({ code: "payment_processor_unavailable" });

    await startFreshLink(staffCtx("admin", { now: soon() }), { reason: "the sandbox was reset" });
    expect(await getBillingLink(admin())).toMatchObject({ problem: null, mayStartFresh: false });
    await runInbox(soon());
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "ended", reason: "subscription_expired" });
    const anew = await ensureCustomer(ctx, tenant.id);
    expect(anew).not.toBe(tenant.customer);
    expect(await sql`select 1 from invoice where tenant_id = ${tenant.id} and status = 'paid'`).toHaveLength(1);
    const again = startFreshLink(staffCtx("admin", { now: soon() }), { reason: "again" });
    await expect(again).rejects.toMatchObject({ code: "conflict" });
  });
});
