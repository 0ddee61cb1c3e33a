import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { POST } from "@/app/api/webhooks/stripe/route";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { pollEvents } from "@/lib/billing/server/intake/poll-events";
import { runInbox } from "@/lib/billing/server/intake/run-inbox";
import { replayStripeEvent } from "@/lib/billing/server/staff/replay-stripe-event";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";
import { heldGrant, subscribedTenant } from "@/tests/billing/subscribed-tenant";

const sandbox = await openSandbox();
// While one secret is changed for another both are good.
process.env.STRIPE_WEBHOOK_SECRET = `whsec_old, ${sandbox.webhookSecret}`;
const { sql } = await testDatabase();
const meter = await makeMeter();
const pro = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900 });
const tenant = await subscribedTenant(sql, sandbox, pro.planVersionId);
await syncTenant(tenant.id, new Date());

let serial = 0;
const event = (over: Record<string, unknown> = {}) => ({
  id: `evt_test_${++serial}`,
  object: "event",
  api_version: "2026-10-28.endive",
  created: Math.floor(Date.now() / 1000),
  livemode: false,
  type: "invoice.paid",
  data: { object: { id: "in_1", object: "invoice", customer: tenant.customer } },
  ...over,
});
const signed = (body: string, secret = sandbox.webhookSecret, at = Math.floor(Date.now() / 1000)) =>
  `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;
const send = (body: string | ReadableStream, signature: string | null, more: Record<string, string> = {}) =>
  POST(
    new Request("http://localhost:3000/api/webhooks/stripe", {
      method: "POST",
      body,
      ...(typeof body !== "string" && { duplex: "half" }),
      headers: { "content-type": "application/json", ...(signature && { "stripe-signature": signature }), ...more },
    }),
  );
const kept = (id: string) =>
  sql<{ status: string; source: string }[]>`select status, source from stripe_event where stripe_event_id = ${id}`;

beforeEach(async () => {
  await sql`update stripe_event set status = 'done' where status in ('new', 'claimed')`;
  await sql`update billing_account set sync_requested_at = null`;
});

describe("a webhook", () => {
  test.each<[string, (body: string) => string | null, number]>([
    ["without a signature is refused", () => null, 400],
    ["with a signature of nothing is refused", () => "", 400],
    ["with a wrong secret is refused", (body) => signed(body, "whsec_wrong"), 400],
    ["that is ten minutes old is refused", (body) => signed(body, undefined, Math.floor(Date.now() / 1000) - 600), 400],
    [
      "that was written anew after it was signed is refused",
      (body) => signed(JSON.stringify(JSON.parse(body), null, 2)),
      400,
    ],
    ["with a good signature is taken", (body) => signed(body), 200],
    ["with the other good secret is taken, while one is changed", (body) => signed(body, "whsec_old"), 200],
    [
      "with a good signature among others is taken",
      (body) => `${signed(body, "whsec_wrong")},v0=1,${signed(body).split(",")[1]}`,
      200,
    ],
  ])("%s", async (_title, sign, status) => {
    const sent = event();
    const body = JSON.stringify(sent);
    const response = await send(body, sign(body));
    expect(response.status).toBe(status);
    expect(await kept(sent.id)).toHaveLength(status === 200 ? 1 : 0);
    if (status !== 200) expect(response.headers.get("content-type")).toContain("application/problem+json");
  });

  test("that comes twice is kept once, and answered both times", async () => {
    const sent = event();
    const body = JSON.stringify(sent);
    expect([(await send(body, signed(body))).status, (await send(body, signed(body))).status]).toEqual([200, 200]);
    expect(await kept(sent.id)).toEqual([{ status: "new", source: "webhook" }]);
  });

  test("of the live mode is refused here", async () => {
    const body = JSON.stringify(event({ livemode: true }));
    expect((await send(body, signed(body))).status).toBe(400);
  });

  test("of more than a megabyte is refused unread", async () => {
    const body = JSON.stringify(event({ more: "x".repeat(1_048_577) }));
    expect((await send(body, signed(body))).status).toBe(413);
  });

  test("that is compressed is refused, however it is signed", async () => {
    const sent = event();
    const body = JSON.stringify(sent);
    expect((await send(body, signed(body), { "content-encoding": "gzip" })).status).toBe(415);
    expect(await kept(sent.id)).toHaveLength(0);
  });

  test("waits with no more than fifty others for its body, and is taken when they are gone", async () => {
    const begun: ReadableStreamDefaultController[] = [];
    const slow = () => new ReadableStream({ start: (controller) => void begun.push(controller) });
    const held = Array.from({ length: 50 }, () => send(slow(), "t=1,v1=00"));
    const sent = event();
    const body = JSON.stringify(sent);
    const refused = await send(body, signed(body));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    for (const controller of begun) controller.close();
    expect(new Set((await Promise.all(held)).map(({ status }) => status))).toEqual(new Set([400]));
    expect((await send(body, signed(body))).status).toBe(200);
  });

  test("leaves no payment's client secret, and of others' customers nothing but that it came", async () => {
    const object = { object: "payment_intent", client_secret: "pi_1_secret_abc", receipt_email: "ada@example.com" };
    const ours = event({
      type: "payment_intent.succeeded",
      data: { object: { ...object, customer: tenant.customer } },
    });
    const others = event({ type: "payment_intent.succeeded", data: { object: { ...object, customer: "cus_else" } } });
    for (const body of [JSON.stringify(ours), JSON.stringify(others)]) await send(body, signed(body));
    const rows = await sql<{ payload: unknown }[]>`
      select payload from stripe_event where stripe_event_id in ${sql([ours.id, others.id])} order by stripe_event_id`;
    expect(rows.map(({ payload }) => payload)).toEqual([
      {
        ...ours,
        data: { object: { object: "payment_intent", receipt_email: "ada@example.com", customer: tenant.customer } },
      },
      null,
    ]);
    const replay = replayStripeEvent(staffCtx("admin"), { id: others.id });
    await expect(replay).rejects.toMatchObject({ code: "conflict" });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["of a type that nobody waits for is kept as skipped", { type: "issuing_card.created" }, "skipped"],
    [
      "of a customer that is none of ours is kept as skipped",
      { data: { object: { id: "in_2", customer: "cus_else" } } },
      "skipped",
    ],
    ["without any object is kept as skipped", { data: {} }, "skipped"],
    ["of a later API version rings as well", { api_version: "2031-01-01.later" }, "new"],
    [
      "that tells of a deleted customer rings",
      { type: "customer.deleted", data: { object: { id: tenant.customer, object: "customer", deleted: true } } },
      "new",
    ],
  ])("%s", async (_title, over, status) => {
    const sent = event(over);
    const body = JSON.stringify(sent);
    expect((await send(body, signed(body))).status).toBe(200);
    expect(await kept(sent.id)).toMatchObject([{ status }]);
  });
});

describe("the inbox", () => {
  test("answers twelve events of one customer with one sync", async () => {
    for (let n = 0; n < 12; n += 1) {
      const body = JSON.stringify(event());
      await send(body, signed(body));
    }
    const asked = async () => (await sandbox.state()).tally.stripe_requests_checked ?? 0;
    const first = await asked();
    expect(await runInbox(new Date())).toMatchObject({ synced: 1, failed: 0 });
    const spent = (await asked()) - first;
    expect(spent).toBeLessThan(15);
    expect(await sql`select 1 from stripe_event where status in ('new', 'claimed')`).toHaveLength(0);
    expect(await runInbox(new Date())).toMatchObject({ synced: 0 });
  });

  test("takes up what a worker that died had claimed", async () => {
    const sent = event();
    const body = JSON.stringify(sent);
    await send(body, signed(body));
    await sql`update stripe_event set status = 'claimed', claimed_at = now() - interval '3 minutes'
               where stripe_event_id = ${sent.id}`;
    await runInbox(new Date());
    expect(await kept(sent.id)).toMatchObject([{ status: "done" }]);
  });

  test("tells an admin of a price that was changed in Stripe, and takes nothing over", async () => {
    const { data } = await sandbox.stripe.prices.list({ limit: 100 });
    const price = data.find(({ metadata }) => metadata.price_id === `${pro.planVersionId}:flat`);
    await sandbox.stripe.prices.update(price?.id ?? "", { active: false });
    const drifted = () => sql`select 1 from billing_task where kind = 'price_drift' and closed_at is null`;
    await pollEvents(new Date());
    await runInbox(new Date());
    expect(await drifted()).toHaveLength(1);
    await sandbox.stripe.prices.update(price?.id ?? "", { active: true });
    await pollEvents(new Date());
    await runInbox(new Date());
    expect(await drifted()).toHaveLength(0);
  });
});

describe("polling", () => {
  test("brings what no webhook brought, once, whatever time the customers' clocks show", async () => {
    const other = await subscribedTenant(sql, sandbox, pro.planVersionId);
    await pollEvents(new Date());
    await runInbox(new Date());
    expect(await heldGrant(sql, other.id)).toMatchObject({ status: "active" });
    expect(await pollEvents(new Date())).toEqual({ found: 0 });
    // One customer's clock runs far ahead; events of the others bear earlier times from then on.
    await sandbox.act("advance", { customer: other.customer, seconds: String(25 * 86_400) });
    await pollEvents(new Date());
    await runInbox(new Date());
    await sandbox.stripe.subscriptions.cancel(tenant.subscription.id);
    expect((await pollEvents(new Date())).found).toBeGreaterThan(0);
    await runInbox(new Date());
    expect(await heldGrant(sql, tenant.id)).toMatchObject({ status: "ended", reason: "subscription_expired" });
  });
});
