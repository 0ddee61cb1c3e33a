import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { cancelSubscription } from "@/lib/billing/server/changes/cancel-subscription";
import { confirmChange } from "@/lib/billing/server/changes/confirm-change";
import { keepSubscription } from "@/lib/billing/server/changes/keep-subscription";
import { previewChange } from "@/lib/billing/server/changes/preview-change";
import { resumePlanChanges } from "@/lib/billing/server/changes/resume-plan-changes";
import { openCreditCheckout } from "@/lib/billing/server/checkout/open-credit-checkout";
import { moveClock } from "@/lib/billing/server/clock/move-clock";
import { repeatCommands } from "@/lib/billing/server/commands/repeat-commands";
import { putTopUp } from "@/lib/billing/server/credits/put-top-up";
import { runTopUps } from "@/lib/billing/server/credits/run-top-ups";
import { payNow } from "@/lib/billing/server/invoices/pay-now";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { makeBuyer, makePack } from "@/tests/billing/buyer";
import { openLossyRoad } from "@/tests/billing/lossy-road";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const road = await openLossyRoad(sandbox.url);
process.env.FAREGATE_STRIPE_SANDBOX_URL = road.url;
const dayMs = 86_400_000;
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

let meter: Awaited<ReturnType<typeof makeMeter>>;
let pro: string;
let small: string;
let free: string;
let pack: string;
beforeAll(async () => {
  meter = await makeMeter();
  pro = (await makePlanOnSale(sql, meter.id, { priceMinor: 4900, overageRateE12: 500_000_000_000 })).planVersionId;
  small = (await makePlanOnSale(sql, meter.id, { priceMinor: 1900, overageRateE12: 500_000_000_000 })).planVersionId;
  free = (await makePlanOnSale(sql, meter.id, { priceMinor: 0 })).planVersionId;
  pack = await makePack(sql);
});
afterEach(() => road.lose(null));

type Buyer = Awaited<ReturnType<typeof makeBuyer>>;
async function pass(buyer: Buyer, days: number) {
  const { offset } = await buyer.account();
  const target = new Date(Date.now() + offset * 1000 + days * dayMs);
  await sql`update billing_account set clock_target = ${target} where tenant_id = ${buyer.id}`;
  for (let turn = 0; turn < 20; turn++) if (await moveClock(buyer.id, new Date())) return;
  throw new Error("The clock did not arrive.");
}
const invoicesOf = async (buyer: Buyer) => {
  const { customer } = await buyer.account();
  return (await sandbox.stripe.invoices.list({ customer, limit: 100 })).data.toReversed();
};
const lotsOf = (tenantId: string) => sql`select micro from credit_lot where tenant_id = ${tenantId}`;

describe("a draft of an unpaid time that was made final and not yet void", () => {
  it("is never paid by who comes next, and its use is charged once", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    await buyer.useCard("pm_card_chargeCustomerFail");
    await pass(buyer, 31.2);
    const { customer, offset } = await buyer.account();
    await sandbox.stripe.billing.meterEvents.create({
      event_name: `fg_${meter.slug}`,
      identifier: `grace-${buyer.id}`,
      payload: { stripe_customer_id: customer, value: "1000" },
      timestamp: Math.floor(Date.now() / 1000) + offset,
    });
    await pass(buyer, 17 + 30.5);
    await buyer.useCard("pm_card_visa");
    road.lose(/^POST .*\/finalize$/);
    await expect(payNow(buyer.owner())).rejects.toMatchObject({ code: "payment_in_progress" });
    road.lose(null);
    await repeatCommands(later(10));
    expect((await invoicesOf(buyer)).map(({ status }) => status)).toEqual(["paid", "open", "open"]);

    expect(await payNow(buyer.owner())).toMatchObject({ status: "paid" });
    expect((await invoicesOf(buyer)).map(({ status }) => status)).toEqual(["paid", "paid", "void"]);
    expect(await buyer.held()).toMatchObject({ status: "active" });
    await pass(buyer, 31.2);
    expect((await invoicesOf(buyer)).at(-1)).toMatchObject({ status: "paid", total: 4900 + 500 });
  }, 90_000);
});

describe("a draft that could not be made final once", () => {
  it("is made final later, and stands in the way of no payment for ever", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    await buyer.useCard("pm_card_chargeCustomerFail");
    await pass(buyer, 31.2);
    await pass(buyer, 17 + 30.5);
    await buyer.useCard("pm_card_visa");
    const draft = (await invoicesOf(buyer)).find(({ status }) => status === "draft");
    const error = { type: "StripeInvalidRequestError", code: null, declineCode: null, adviceCode: null, status: 400 };
    await sql`insert into stripe_command (id, tenant_id, kind, idempotency_key, request, status, next_at, created_by,
                                          created_at, done_at, error)
              values (${`cmd-${buyer.id}`}, ${buyer.id}, 'invoice.finalize', ${`finalize:${draft?.id}`}, '{}', 'failed',
                      now(), 'test', now(), now(), ${sql.json({ ...error, message: "No address." })})`;
    expect(await payNow(buyer.owner())).toMatchObject({ status: "paid" });
    expect((await invoicesOf(buyer)).map(({ status }) => status)).toEqual(["paid", "paid", "void"]);
    expect(await buyer.held()).toMatchObject({ status: "active" });
  }, 60_000);
});

describe("credits that were paid", () => {
  it("come however late the purchase is seen", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const { url } = await openCreditCheckout(buyer.owner(), { creditPackId: pack });
    await sandbox.pay(url);
    // Nobody ran for a week.
    await sql`update checkout_intent set created_at = created_at - interval '7 days' where tenant_id = ${buyer.id}`;
    await syncTenant(buyer.id, new Date());
    expect(await lotsOf(buyer.id)).toEqual([{ micro: 500_000_000 }]);
  });

  it("come when the invoice of a top-up that had failed is paid after all", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(free);
    await buyer.useCard("pm_card_authenticationRequired");
    await putTopUp(buyer.owner(), { threshold: "100", creditPackId: pack, monthlyCapMinor: 50_000, consent: true });
    await runTopUps(new Date());
    const [attempt] = await sql<{ invoice: string }[]>`
      select stripe_invoice_id as invoice from top_up where tenant_id = ${buyer.id}`;
    await sandbox.stripe.invoices.markUncollectible(attempt?.invoice ?? "");
    await syncTenant(buyer.id, new Date());
    expect(await sql`select status from top_up where tenant_id = ${buyer.id}`).toEqual([{ status: "failed" }]);
    const { customer } = await buyer.account();
    const good = await sandbox.stripe.paymentMethods.attach("pm_card_visa", { customer });
    await sandbox.stripe.invoices.pay(attempt?.invoice ?? "", { payment_method: good.id });
    await Promise.all([1, 2].map(() => syncTenant(buyer.id, new Date())));
    await syncTenant(buyer.id, new Date());
    expect(await lotsOf(buyer.id)).toEqual([{ micro: 500_000_000 }]);
    expect(await sql`select status from top_up where tenant_id = ${buyer.id}`).toEqual([{ status: "paid" }]);
  });
});

describe("a change whose effect was gone before anybody looked", () => {
  const sentAgo = (buyer: Buyer) =>
    sql`update plan_change set status = 'sent', created_at = created_at - interval '20 minutes'
         where tenant_id = ${buyer.id} and status = 'scheduled'`;
  const ageCommands = (buyer: Buyer) =>
    sql`update stripe_command set done_at = done_at - interval '20 minutes' where tenant_id = ${buyer.id}`;

  it("stands in the way of no other one: a cancellation that was taken back in the portal", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    await cancelSubscription(buyer.owner(), { reason: "" });
    await sentAgo(buyer);
    await ageCommands(buyer);
    const [row] = await sql<{ id: string }[]>`
      select stripe_subscription_id as id from billing_subscription where tenant_id = ${buyer.id}`;
    await sandbox.stripe.subscriptions.update(row?.id ?? "", { cancel_at_period_end: false });
    await resumePlanChanges(new Date());
    expect(await sql`select status from plan_change where tenant_id = ${buyer.id}`).toEqual([{ status: "undone" }]);
    expect(await previewChange(buyer.owner(), { planVersionId: small })).toMatchObject({ kind: "downgrade" });
  });

  it("an upgrade that was never paid", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(small);
    await buyer.useCard("pm_card_chargeCustomerFail");
    const { changeId } = await previewChange(buyer.owner(), { planVersionId: pro });
    expect(await confirmChange(buyer.owner(), { changeId })).toMatchObject({ status: "pending_payment" });
    await sql`update plan_change set status = 'sent', stripe_invoice_id = null,
                     created_at = created_at - interval '20 minutes' where tenant_id = ${buyer.id}`;
    await ageCommands(buyer);
    const [open] = (await invoicesOf(buyer)).filter(({ status }) => status === "open");
    await sandbox.stripe.invoices.voidInvoice(open?.id ?? "");
    await resumePlanChanges(new Date());
    expect(await sql`select status from plan_change where tenant_id = ${buyer.id}`).toEqual([{ status: "abandoned" }]);
  });

  it("is waited for while its answer is young", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    await cancelSubscription(buyer.owner(), { reason: "" });
    await sql`update plan_change set status = 'sent' where tenant_id = ${buyer.id}`;
    await keepSubscription(buyer.owner());
    expect(await sql`select status from plan_change where tenant_id = ${buyer.id}`).toEqual([{ status: "sent" }]);
  });
});
