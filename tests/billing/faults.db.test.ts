import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { POST } from "@/app/api/webhooks/stripe/route";
import { database } from "@/db/client";
import { testDatabase } from "@/db/testing/test-database";
import { pollEvents } from "@/lib/billing/server/intake/poll-events";
import { runInbox } from "@/lib/billing/server/intake/run-inbox";
import { stripePricesOf } from "@/lib/billing/server/plans/stripe-prices-of";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";
import { subscribedTenant } from "@/tests/billing/subscribed-tenant";

type Rung = { body: string; signature: string; customer: string | null };

/** Webhooks as the sandbox sends them, kept until a test hands them on. */
const heard: Rung[] = [];
const listener = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const { object } = (JSON.parse(body) as { data: { object: { id: string; customer?: string; object: string } } })
      .data;
    const customer = object.object === "customer" ? object.id : (object.customer ?? null);
    heard.push({ body, signature: String(request.headers["stripe-signature"]), customer });
    response.writeHead(200).end();
  });
});
await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
afterAll(() => new Promise((resolve) => listener.close(resolve)));

const sandbox = await openSandbox(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/`);
const { sql } = await testDatabase();
const meter = await makeMeter();
const pro = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900 });
const team = await makePlanOnSale(sql, meter.id, { priceMinor: 9_900 });

/** Numbers that look random and are the same each time. */
function dice(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

async function ring({ body, signature }: Rung): Promise<void> {
  const request = new Request("http://localhost:3000/api/webhooks/stripe", {
    method: "POST",
    body,
    headers: { "stripe-signature": signature },
  });
  expect((await POST(request)).status).toBe(200);
}
const inbox = () => runInbox(new Date());

type Tenant = Awaited<ReturnType<typeof subscribedTenant>>;

/** A customer's life in Stripe: each step is followed by `after`. */
async function live(after: (tenant: Tenant) => Promise<void>): Promise<Tenant> {
  const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
  const { customer, subscription } = tenant;
  const prices = await stripePricesOf(database(), team.planVersionId);
  const steps = [
    () => sandbox.act("advance", { customer, step: "renewal" }),
    () => sandbox.act("fail", { customer }),
    () => sandbox.act("advance", { customer, step: "renewal" }),
    async () => {
      const { data } = await sandbox.stripe.invoices.list({ customer, status: "open" });
      await sandbox.stripe.invoices.pay(data[0]?.id ?? "");
    },
    () => sandbox.stripe.paymentMethods.attach("pm_card_mastercard", { customer }),
    () =>
      sandbox.stripe.subscriptions.update(subscription.id, {
        items: [{ id: subscription.items.data[0]?.id ?? "", price: prices?.flat ?? "" }],
        proration_behavior: "always_invoice",
      }),
    () => sandbox.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }),
  ];
  await after(tenant);
  for (const step of steps) {
    await step();
    await after(tenant);
  }
  return tenant;
}

/** All that the end of a life is judged by. */
async function endOf(tenant: Tenant) {
  const [grant] = await sql`
    select plan_version_id, status, reason, source, after_status, ends_at is not null as ends, overdue
      from subscription where tenant_id = ${tenant.id} and replaced_at is null`;
  const [subscription] = await sql`
    select status, plan_version_id, cancel_at is not null as is_cancelled, ended_at
      from billing_subscription where tenant_id = ${tenant.id}`;
  const invoices = await sql`
    select status, reason, total_minor, paid_minor, attempt_count, cause from invoice
     where tenant_id = ${tenant.id} order by finalized_at, total_minor`;
  const cards = await sql`select brand, is_default from payment_method where tenant_id = ${tenant.id} order by brand`;
  return { grant, subscription, invoices: [...invoices], cards: [...cards] };
}

/** Until the sandbox has told all it has to tell. */
async function settled(): Promise<void> {
  for (let isTold = false; !isTold; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const { data } = await sandbox.stripe.events.list({ limit: 100 });
    isTold = data.every(({ pending_webhooks }) => pending_webhooks === 0);
  }
}
const takeHeard = (customer: string) => {
  const own = heard.filter((one) => one.customer === customer);
  heard.splice(0, heard.length, ...heard.filter((one) => one.customer !== customer));
  return own;
};

const ordered = await live(async (tenant) => {
  await settled();
  for (const one of takeHeard(tenant.customer)) await ring(one);
  await inbox();
});
const expected = await endOf(ordered);

describe("whatever becomes of webhooks, a customer's life has the same end", () => {
  test("which is worth comparing", () => {
    expect(expected.grant).toMatchObject({ plan_version_id: team.planVersionId, status: "active", ends: true });
    expect(expected.invoices.length).toBeGreaterThanOrEqual(4);
  });

  test.each([1, 2, 3])("shuffled, doubled and late (seed %i)", async (seed) => {
    const roll = dice(seed);
    const tenant = await live(async () => undefined);
    await settled();
    const own = takeHeard(tenant.customer);
    const doubled = own.flatMap((one) => (roll() < 0.5 ? [one, one] : [one]));
    const shuffled = doubled.map((one) => ({ one, place: roll() })).sort((a, b) => a.place - b.place);
    for (const { one } of shuffled) {
      await ring(one);
      if (roll() < 0.3) await inbox();
    }
    await inbox();
    expect(await endOf(tenant)).toEqual(expected);
  });

  test.each([4, 5])("with three of ten lost, once it was polled (seed %i)", async (seed) => {
    const roll = dice(seed);
    const tenant = await live(async ({ customer }) => {
      await settled();
      for (const one of takeHeard(customer)) {
        if (roll() >= 0.3) await ring(one);
      }
      if (roll() < 0.5) await inbox();
    });
    await pollEvents(new Date());
    await inbox();
    expect(await endOf(tenant)).toEqual(expected);
  });

  test("with all of them lost, by polling alone", async () => {
    const tenant = await live(async () => undefined);
    await settled();
    takeHeard(tenant.customer);
    await pollEvents(new Date());
    await inbox();
    expect(await endOf(tenant)).toEqual(expected);
  });

  test("with many syncs at the same time", async () => {
    const tenant = await live(async () => undefined);
    await settled();
    await Promise.all(
      takeHeard(tenant.customer).map(async (one) => {
        await ring(one);
        await inbox();
      }),
    );
    await inbox();
    expect(await endOf(tenant)).toEqual(expected);
    expect(await sql`select 1 from stripe_event where status in ('new', 'claimed')`).toHaveLength(0);
  });
});
