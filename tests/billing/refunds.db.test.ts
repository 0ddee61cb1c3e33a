import { beforeAll, describe, expect, it } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { inTransaction } from "@/db/transaction";
import { finishCheckout } from "@/lib/billing/server/checkout/finish-checkout";
import { openCreditCheckout } from "@/lib/billing/server/checkout/open-credit-checkout";
import { listCreditMoves } from "@/lib/billing/server/credits/list-credit-moves";
import { listAllInvoices } from "@/lib/billing/server/invoices/list-all-invoices";
import { refundInvoice } from "@/lib/billing/server/refunds/refund-invoice";
import { resumeRefunds } from "@/lib/billing/server/refunds/resume-refunds";
import { settleOutsideRefunds } from "@/lib/billing/server/refunds/settle-outside-refunds";
import { readSnapshot } from "@/lib/billing/server/sync/read-snapshot";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { getCredits } from "@/lib/entitlements/server/get-credits";
import { makeBuyer, makePack, sessionOf } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
let pack: string;
beforeAll(async () => {
  pack = await makePack(sql);
});

type Buyer = Awaited<ReturnType<typeof makeBuyer>>;
/** Buys a pack; answers its invoice. */
async function buyCredits(buyer: Buyer): Promise<string> {
  const { url } = await openCreditCheckout(buyer.owner(), { creditPackId: pack });
  await sandbox.pay(url);
  await finishCheckout(buyer.owner(), { sessionId: sessionOf(url) });
  const [row] = await sql<{ id: string }[]>`
    select id from invoice where tenant_id = ${buyer.id} order by created_at desc, id desc limit 1`;
  return row?.id ?? "";
}
const left = async (buyer: Buyer) => (await getCredits(buyer.owner())).left;
/** What calls have used. */
const use = (buyer: Buyer, micro: number) => sql`
  update ledger_account set consumed = consumed + ${micro}
   where account_id = (select account_id from credit_lot where tenant_id = ${buyer.id} order by created_at limit 1)`;
const refund = (invoiceId: string, over: Partial<Parameters<typeof refundInvoice>[1]> = {}) =>
  refundInvoice(staffCtx("admin"), {
    invoiceId,
    amountMinor: 5000,
    takeBackCredits: true,
    reason: "Bought twice",
    ...over,
  });
const refundedAtStripe = async (buyer: Buyer) => {
  const { customer } = await buyer.account();
  const { data } = await sandbox.stripe.paymentIntents.list({ customer });
  const charges = await Promise.all(data.map(({ latest_charge: id }) => sandbox.stripe.charges.retrieve(String(id))));
  return charges.reduce((sum, charge) => sum + charge.amount_refunded, 0);
};

describe("a refund", () => {
  it("gives the money back and takes the credits with it, in parts and to the last one", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const invoiceId = await buyCredits(buyer);
    expect(await refund(invoiceId, { amountMinor: 2000 })).toMatchObject({ status: "done", creditsTaken: "200.00" });
    expect(await left(buyer)).toBe("300.00");
    await refund(invoiceId, { amountMinor: 1000, takeBackCredits: false });
    expect(await left(buyer)).toBe("300.00");
    await refund(invoiceId, { amountMinor: 2000 });
    expect(await left(buyer)).toBe("100.00");
    expect(await refundedAtStripe(buyer)).toBe(5000);
    await expect(refund(invoiceId, { amountMinor: 1 })).rejects.toMatchObject({ code: "validation_failed" });
    const [view] = (await listAllInvoices(staffCtx("support"), { tenant: buyer.id })).rows;
    expect(view).toMatchObject({ refundable: false, refunded: { amountMinor: 5000 }, credits: "500.00" });
  });

  it("leaves a debt where credits were used, which the next purchase covers first", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const invoiceId = await buyCredits(buyer);
    await use(buyer, 450_000_000);
    await refund(invoiceId);
    expect(await left(buyer)).toBe("-450.00");
    await buyCredits(buyer);
    expect(await left(buyer)).toBe("50.00");
    const lots = await sql<{ left: number }[]>`
      select a.posted - a.consumed as left from credit_lot c join ledger_account a using (account_id)
       where c.tenant_id = ${buyer.id} order by c.created_at`;
    expect(lots.map((lot) => lot.left)).toEqual([0, 50_000_000]);
    const moves = (await listCreditMoves(buyer.as("viewer"))).rows;
    expect(moves.map(({ kind, credits }) => [kind, credits])).toEqual([
      ["bought", "500.00"],
      ["refunded", "-500.00"],
      ["bought", "500.00"],
    ]);
  });

  it("is one refund for a double click, for many at once and after an interruption", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const invoiceId = await buyCredits(buyer);
    const once = () => refund(invoiceId, { amountMinor: 1500, requestId: "dialog-1" });
    await once();
    await once();
    expect(await refundedAtStripe(buyer)).toBe(1500);
    const told = await Promise.allSettled([1, 2, 3].map(() => refund(invoiceId, { amountMinor: 1500 })));
    expect(told.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    expect(await refundedAtStripe(buyer)).toBe(
      1500 + 1500 * told.filter(({ status }) => status === "fulfilled").length,
    );
    const before = await left(buyer);
    // The process ended before it wrote down what Stripe had answered.
    const [row] = await sql<{ id: string }[]>`
      update refund set status = 'pending', stripe_refund_id = null, created_at = now() - interval '1 hour'
       where invoice_id = ${invoiceId} and request_key is not null returning id`;
    await resumeRefunds(new Date());
    expect(await left(buyer)).toBe(before);
    const [after] = await sql<{ status: string }[]>`select status from refund where id = ${row?.id ?? ""}`;
    expect(after?.status).toBe("done");
  });

  it("made in the provider's own dashboard takes the credits too, once", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyCredits(buyer);
    const { customer } = await buyer.account();
    const [intent] = (await sandbox.stripe.paymentIntents.list({ customer })).data;
    await sandbox.stripe.refunds.create({ payment_intent: intent?.id ?? "", amount: 2500 });
    const charge = String(intent?.latest_charge);
    for (let turn = 0; turn < 2; turn++) {
      const now = new Date();
      const snapshot = await readSnapshot(customer, buyer.id, [charge], now);
      if (!snapshot) throw new Error("The customer is gone.");
      await inTransaction((tx) =>
        settleOutsideRefunds(tx, { tenantId: buyer.id, now, billingNow: now, snapshot, events: [] }),
      );
    }
    expect(await left(buyer)).toBe("250.00");
    await syncTenant(buyer.id, new Date());
  });

  it.each([
    ["more than was paid", { amountMinor: 5001 }, "validation_failed"],
    ["nothing", { amountMinor: 0 }, "validation_failed"],
    ["less than nothing", { amountMinor: -5 }, "validation_failed"],
    ["a fraction", { amountMinor: 1.5 }, "validation_failed"],
    ["an absurd amount", { amountMinor: 1e18 }, "validation_failed"],
    ["an unknown invoice", { invoiceId: "inv_00000000000000000000000000" }, "not_found"],
  ])("refuses %s", async (_title, over, code) => {
    const buyer = await makeBuyer(sql, sandbox);
    const invoiceId = await buyCredits(buyer);
    await expect(refund(invoiceId, over)).rejects.toMatchObject({ code });
    expect(await refundedAtStripe(buyer)).toBe(0);
  });

  it("is an admin's alone, and leaves an audit line with its reason", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const invoiceId = await buyCredits(buyer);
    const input = { invoiceId, amountMinor: 100, takeBackCredits: true, reason: "Kindness" };
    await expect(refundInvoice(staffCtx("support"), input)).rejects.toMatchObject({ code: "permission_denied" });
    await expect(refundInvoice(staffCtx(null), input)).rejects.toMatchObject({ code: "not_found" });
    await refundInvoice(staffCtx("admin"), input);
    const lines = await sql<{ reason: string }[]>`
      select reason from audit_log where tenant_id = ${buyer.id} and action = 'invoice.refunded'`;
    expect(lines).toEqual([{ reason: "Kindness" }]);
  });
});
