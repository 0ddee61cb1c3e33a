import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { getBilling } from "@/lib/billing/server/account/get-billing";
import { moveClock } from "@/lib/billing/server/clock/move-clock";
import { cancelUnpaid } from "@/lib/billing/server/invoices/cancel-unpaid";
import { payNow } from "@/lib/billing/server/invoices/pay-now";
import { payRequested } from "@/lib/billing/server/invoices/pay-requested";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { cards, makeBuyer } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const dayMs = 86_400_000;

let meter: Awaited<ReturnType<typeof makeMeter>>;
let pro: string;
beforeAll(async () => {
  meter = await makeMeter();
  pro = (await makePlanOnSale(sql, meter.id, { priceMinor: 4900, overageRateE12: 500_000_000_000 })).planVersionId;
});

type Buyer = Awaited<ReturnType<typeof makeBuyer>>;
/** Lets days pass for one tenant, as the worker does. */
async function pass(buyer: Buyer, days: number) {
  const { offset } = await buyer.account();
  const target = new Date(Date.now() + offset * 1000 + days * dayMs);
  await sql`update billing_account set clock_target = ${target} where tenant_id = ${buyer.id}`;
  for (let turn = 0; turn < 20; turn++) if (await moveClock(buyer.id, new Date())) return;
  throw new Error("The clock did not arrive.");
}
async function subscribeWithFailingRenewal() {
  const buyer = await makeBuyer(sql, sandbox);
  await buyer.buy(pro);
  await buyer.useCard("pm_card_chargeCustomerFail");
  await pass(buyer, 31.2);
  return buyer;
}
const invoicesOf = async (buyer: Buyer) => {
  const { customer } = await buyer.account();
  const { data } = await sandbox.stripe.invoices.list({ customer, limit: 100 });
  return data.toReversed();
};
const statuses = async (buyer: Buyer) => (await invoicesOf(buyer)).map(({ status }) => status);

describe("a renewal that was declined", () => {
  it("is paid with a new card at once, and calls go on", async () => {
    const buyer = await subscribeWithFailingRenewal();
    expect(await buyer.held()).toMatchObject({ status: "grace", reason: null });
    expect(await getBilling(buyer.owner())).toMatchObject({
      subscription: { status: "grace" },
      openInvoices: [{ attemptCount: 1 }],
    });
    await buyer.saveCard(cards.good);
    expect(await payRequested(new Date())).toMatchObject({ paid: 1 });
    expect(await statuses(buyer)).toEqual(["paid", "paid"]);
    expect(await buyer.held()).toMatchObject({ status: "active" });
    expect(await payRequested(new Date())).toEqual({ paid: 0, declined: 0, waiting: 0 });
  });

  it("says why a person's payment fails, and charges nothing twice when it is tried from two tabs", async () => {
    const buyer = await subscribeWithFailingRenewal();
    const told = await Promise.all([payNow(buyer.owner()), payNow(buyer.owner())]);
    expect(told).toMatchObject([{ status: "declined", cause: "card_declined" }, { status: "declined" }]);
    expect(told[0]?.url).toMatch(/^http/);
    const tried = await sql`select 1 from stripe_command where tenant_id = ${buyer.id} and kind = 'invoice.pay'`;
    expect(tried).toHaveLength(1);
    await buyer.useCard("pm_card_visa");
    const paid = await Promise.all([1, 2, 3, 4].map(() => payNow(buyer.owner())));
    expect(paid.every(({ status }) => status === "paid")).toBe(true);
    const { customer } = await buyer.account();
    const intents = (await sandbox.stripe.paymentIntents.list({ customer, limit: 100 })).data;
    expect(intents.filter(({ status }) => status === "succeeded")).toHaveLength(2);
    await expect(payNow(buyer.as("developer"))).rejects.toMatchObject({ code: "permission_denied" });
  });

  it("is not charged again when the answer of the payment was lost", async () => {
    const buyer = await subscribeWithFailingRenewal();
    await buyer.useCard("pm_card_visa");
    const open = (await invoicesOf(buyer)).find(({ status }) => status === "open");
    // The process ended between the answer and writing it down.
    await payNow(buyer.owner());
    await sql`update stripe_command set status = 'sent', response_id = null, done_at = null, next_at = now() - interval '1 s'
               where tenant_id = ${buyer.id} and kind = 'invoice.pay'`;
    await sql`update invoice set status = 'open' where stripe_invoice_id = ${open?.id ?? ""}`;
    expect(await payNow(buyer.owner())).toMatchObject({ status: "paid" });
    const charges = (await sandbox.stripe.paymentIntents.list({ customer: (await buyer.account()).customer })).data;
    expect(charges.filter(({ status }) => status === "succeeded")).toHaveLength(2);
  });

  it("links to the bank's confirmation where one is wanted", async () => {
    const buyer = await subscribeWithFailingRenewal();
    await buyer.useCard("pm_card_authenticationRequired");
    expect(await payNow(buyer.owner())).toMatchObject({
      status: "action_required",
      cause: "authentication_required",
      url: expect.stringMatching(/^http/),
    });
  });

  it("is not tried more than ten times an hour with a card that is declined", async () => {
    const buyer = await subscribeWithFailingRenewal();
    for (let turn = 0; turn < 10; turn++) expect(await payNow(buyer.owner())).toMatchObject({ status: "declined" });
    await expect(payNow(buyer.owner())).rejects.toMatchObject({ code: "rate_limited" });
    const { customer } = await buyer.account();
    const open = (await sandbox.stripe.invoices.list({ customer, status: "open" })).data[0];
    expect(open?.attempt_count).toBe(11);
  });

  it("asks for a card where none is left", async () => {
    const buyer = await subscribeWithFailingRenewal();
    const { card } = await buyer.account();
    await sandbox.stripe.paymentMethods.detach(card ?? "");
    await syncTenant(buyer.id, new Date());
    await expect(payNow(buyer.owner())).rejects.toMatchObject({ code: "payment_method_missing" });
  });
});

describe("recovery of an unpaid subscription", () => {
  it.each([
    [0, false],
    [0, true],
    [1, false],
    [1, true],
    [3, false],
    [3, true],
  ])(
    "with %i drafts, use in grace: %s, pays once, waives what was not served and loses no use",
    async (drafts, hasUse) => {
      const buyer = await subscribeWithFailingRenewal();
      const { customer, offset } = await buyer.account();
      if (hasUse) {
        await sandbox.stripe.billing.meterEvents.create({
          event_name: `fg_${meter.slug}`,
          identifier: `grace-${buyer.id}`,
          payload: { stripe_customer_id: customer, value: "1000" },
          timestamp: Math.floor(Date.now() / 1000) + offset,
        });
      }
      await pass(buyer, 17 + drafts * 30.5);
      expect(await buyer.held()).toMatchObject({ status: "suspended", reason: "subscription_past_due" });
      expect((await statuses(buyer)).filter((status) => status === "draft")).toHaveLength(drafts);

      await buyer.useCard("pm_card_visa");
      expect(await payNow(buyer.owner())).toEqual({ status: "paid", cause: null, url: null });
      const after = await statuses(buyer);
      expect(after).toEqual(["paid", "paid", ...Array.from({ length: drafts }, () => "void")]);
      expect(await buyer.held()).toMatchObject({ status: "active", reason: null });

      await pass(buyer, 31.2);
      const next = (await invoicesOf(buyer)).at(-1);
      expect(next?.status).toBe("paid");
      // Served use is on the first invoice behind it, whether it was carried or is counted there for the first time.
      expect(next?.total).toBe(4900 + (hasUse ? 500 : 0));
    },
  );

  it("ends after the days that the installation gives it, with its drafts closed and its debt shown", async () => {
    const buyer = await subscribeWithFailingRenewal();
    await pass(buyer, 57);
    expect(await cancelUnpaid(new Date())).toEqual({ cancelled: 0, failed: 0 });
    await pass(buyer, 3);
    expect(await cancelUnpaid(new Date())).toEqual({ cancelled: 1, failed: 0 });
    expect(await buyer.held()).toMatchObject({ status: "ended", reason: "subscription_expired" });
    const after = await statuses(buyer);
    expect(after.slice(0, 2)).toEqual(["paid", "open"]);
    expect(after.slice(2).every((status) => status === "void")).toBe(true);
    expect(after.length).toBeGreaterThan(2);
    expect(await getBilling(buyer.owner())).toMatchObject({ openInvoices: [{ cause: "card_declined" }] });
    expect(await cancelUnpaid(new Date())).toEqual({ cancelled: 0, failed: 0 });
  });

  it("does not touch the ordinary draft of a renewal", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    const [row] = await sql<{ end: Date }[]>`
      select period_end as end from billing_subscription where tenant_id = ${buyer.id}`;
    await pass(buyer, ((row?.end.getTime() ?? 0) - Date.now()) / dayMs + 0.01);
    expect((await statuses(buyer)).at(-1)).toBe("draft");
    await payNow(buyer.owner());
    expect((await statuses(buyer)).at(-1)).toBe("draft");
  });
});
