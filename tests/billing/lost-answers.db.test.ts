import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { getBilling } from "@/lib/billing/server/account/get-billing";
import { openCheckout } from "@/lib/billing/server/checkout/open-checkout";
import { moveClock } from "@/lib/billing/server/clock/move-clock";
import { repeatCommands } from "@/lib/billing/server/commands/repeat-commands";
import { putTopUp } from "@/lib/billing/server/credits/put-top-up";
import { runTopUps } from "@/lib/billing/server/credits/run-top-ups";
import { payNow } from "@/lib/billing/server/invoices/pay-now";
import { refundInvoice } from "@/lib/billing/server/refunds/refund-invoice";
import { resumeRefunds } from "@/lib/billing/server/refunds/resume-refunds";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { cards, makeBuyer, makePack } from "@/tests/billing/buyer";
import { openLossyRoad } from "@/tests/billing/lossy-road";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const road = await openLossyRoad(sandbox.url);
process.env.FAREGATE_STRIPE_SANDBOX_URL = road.url;
const dayMs = 86_400_000;
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

let pro: string;
let free: string;
let pack: string;
beforeAll(async () => {
  const { id } = await makeMeter();
  pro = (await makePlanOnSale(sql, id, { priceMinor: 4900 })).planVersionId;
  free = (await makePlanOnSale(sql, id, { priceMinor: 0 })).planVersionId;
  pack = await makePack(sql);
});
afterEach(() => {
  road.lose(null);
  road.cut(false);
});

type Buyer = Awaited<ReturnType<typeof makeBuyer>>;
const succeeded = async (buyer: Buyer) => {
  const { customer } = await buyer.account();
  const { data } = await sandbox.stripe.paymentIntents.list({ customer, limit: 100 });
  return data.filter(({ status }) => status === "succeeded");
};

describe("an answer that is lost behind what it tells of", () => {
  it("of a payment charges nothing twice, however often it is tried again", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    await buyer.useCard("pm_card_chargeCustomerFail");
    const target = new Date(Date.now() + 31.2 * dayMs);
    await sql`update billing_account set clock_target = ${target} where tenant_id = ${buyer.id}`;
    for (let turn = 0; turn < 20; turn++) if (await moveClock(buyer.id, new Date())) break;
    await buyer.useCard("pm_card_visa");
    road.lose(/^POST .*\/pay$/);
    const before = road.lost();
    await expect(payNow(buyer.owner())).rejects.toMatchObject({ code: "payment_in_progress" });
    expect(road.lost()).toBeGreaterThan(before);
    // It was paid: nothing is open any more, whatever this process could hear of it.
    expect(await payNow(buyer.owner())).toMatchObject({ status: "paid" });
    road.lose(null);
    await repeatCommands(later(10));
    expect(await sql`select status from stripe_command where tenant_id = ${buyer.id} and kind = 'invoice.pay'`).toEqual(
      [{ status: "done" }],
    );
    expect(await succeeded(buyer)).toHaveLength(2);
    expect(await buyer.held()).toMatchObject({ status: "active" });
  }, 60_000);

  it.each([
    ["of the invoice", /^POST \/v1\/invoices$/],
    ["of its line", /^POST \/v1\/invoiceitems$/],
    ["of finalising", /^POST .*\/finalize$/],
    ["of paying", /^POST .*\/pay$/],
  ])(
    "%s of an automatic top-up makes one charge and one lot",
    async (_title, call) => {
      const buyer = await makeBuyer(sql, sandbox);
      await buyer.buy(free);
      await buyer.saveCard(cards.good);
      await sql`update top_up_rule set state = 'off'`;
      const terms = { threshold: "100", creditPackId: pack, monthlyCapMinor: 50_000, consent: true as const };
      await putTopUp(buyer.owner(), terms);
      road.lose(call);
      await runTopUps(new Date());
      const [waiting] = await sql<{ status: string }[]>`select status from top_up where tenant_id = ${buyer.id}`;
      expect(waiting?.status).toBe("unknown");
      expect(await getBilling(buyer.owner())).toMatchObject({ isConfirming: true });
      road.lose(null);
      for (let minute = 10; minute <= 30; minute += 10) await runTopUps(later(minute));
      expect(await sql`select status from top_up where tenant_id = ${buyer.id}`).toEqual([{ status: "paid" }]);
      expect(await sql`select micro from credit_lot where tenant_id = ${buyer.id}`).toEqual([{ micro: 500_000_000 }]);
      expect(await succeeded(buyer)).toHaveLength(1);
      const { customer } = await buyer.account();
      expect((await sandbox.stripe.invoices.list({ customer })).data.map(({ status }) => status)).toEqual(["paid"]);
    },
    60_000,
  );

  it("of a checkout opens one page", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    road.lose(/^POST \/v1\/checkout\/sessions$/);
    await expect(openCheckout(buyer.owner(), { planVersionId: pro })).rejects.toMatchObject({
      code: "payment_processor_unavailable",
    });
    road.lose(null);
    await openCheckout(buyer.owner(), { planVersionId: pro });
    const { customer } = await buyer.account();
    expect((await sandbox.stripe.checkout.sessions.list({ customer })).data).toHaveLength(1);
  }, 60_000);

  it("of a refund gives the money back once", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    const [bill] = await sql<{ id: string }[]>`select id from invoice where tenant_id = ${buyer.id}`;
    road.lose(/^POST \/v1\/refunds$/);
    const asked = { invoiceId: bill?.id ?? "", amountMinor: 900, takeBackCredits: false, reason: "An hour of outage" };
    await expect(refundInvoice(staffCtx("admin"), asked)).rejects.toMatchObject({ code: "payment_in_progress" });
    await expect(refundInvoice(staffCtx("admin"), asked)).rejects.toMatchObject({
      details: { reason: "refund_pending" },
    });
    road.lose(null);
    await resumeRefunds(later(10));
    expect(await sql`select status from refund where tenant_id = ${buyer.id}`).toEqual([{ status: "done" }]);
    const [intent] = await succeeded(buyer);
    const charge = await sandbox.stripe.charges.retrieve(String(intent?.latest_charge));
    expect(charge.amount_refunded).toBe(900);
  }, 60_000);
});

describe("while Stripe is away", () => {
  it("what a tenant holds and is told stays as it is, and buying says so plainly", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    const before = await buyer.held();
    road.cut(true);
    await syncTenant(buyer.id, new Date());
    await runTopUps(new Date());
    expect(await buyer.held()).toEqual(before);
    expect(await getBilling(buyer.owner())).toMatchObject({ subscription: { status: "active" } });
    await expect(payNow(buyer.owner())).rejects.toMatchObject({ code: "payment_processor_unavailable" });
    const other = await makeBuyer(sql, sandbox);
    await expect(openCheckout(other.owner(), { planVersionId: pro })).rejects.toMatchObject({
      code: "payment_processor_unavailable",
    });
    expect(await openCheckout(other.owner(), { planVersionId: free })).toMatchObject({ done: true });
  }, 60_000);
});
