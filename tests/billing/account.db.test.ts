import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { getBilling } from "@/lib/billing/server/account/get-billing";
import { getUnblock } from "@/lib/billing/server/account/get-unblock";
import { openCheckout } from "@/lib/billing/server/checkout/open-checkout";
import { moveClock } from "@/lib/billing/server/clock/move-clock";
import { getInvoiceUrl } from "@/lib/billing/server/invoices/get-invoice-url";
import { listInvoices } from "@/lib/billing/server/invoices/list-invoices";
import { payNow } from "@/lib/billing/server/invoices/pay-now";
import { listStatements } from "@/lib/billing/server/manual/list-statements";
import { openPortal } from "@/lib/billing/server/portal/open-portal";
import { newId } from "@/lib/id";
import { makeBuyer } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";
import { watchStalls } from "@/tests/gateway/watch-stalls";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const dayMs = 86_400_000;

let pro: Awaited<ReturnType<typeof makePlanOnSale>>;
let featureId: string;
beforeAll(async () => {
  featureId = (await makeMeter()).id;
  pro = await makePlanOnSale(sql, featureId, { priceMinor: 4900 });
});

/** What a gateway wrote down of a call. */
async function call(tenantId: string, at: Date, code: string | null) {
  const requestId = newId("request", at);
  await sql`insert into request_log (request_id, decided_at, mode, door, tenant_id, feature_id, method, status, code, units,
                                     gate_us, total_ms)
            values (${requestId}, ${at}, 'live', 'gateway', ${tenantId}, ${featureId}, 'GET', ${code ? 402 : 200}, ${code}, 1, 100, 5)`;
  return requestId;
}

describe("a tenant's money state", () => {
  it("says before the first purchase that there is nothing, and in which time, zone and tax", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    expect(await getBilling(buyer.as("viewer"))).toMatchObject({
      mode: "sandbox",
      timeZone: "UTC",
      tax: "not_calculated",
      subscription: null,
      change: null,
      openInvoices: [],
      nextCharge: null,
      cards: [],
      isConfirming: false,
    });
  });

  it("names plan, period, card and next charge once it was bought", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro.planVersionId);
    const view = await getBilling(buyer.owner());
    expect(view).toMatchObject({
      subscription: {
        billedBy: "stripe",
        status: "active",
        planName: pro.name,
        price: { amountMinor: 4900, currency: "EUR" },
        interval: "month",
        cancelAt: null,
      },
      nextCharge: { at: view.subscription?.periodEnd, about: { amountMinor: 4900, currency: "EUR" } },
      cards: [{ brand: "visa", last4: "4242", isDefault: true }],
    });
    expect(view.syncedAt).not.toBeNull();
  });

  it("names the days of grace and why the payment failed", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro.planVersionId);
    await buyer.useCard("pm_card_chargeCustomerFail");
    const target = new Date(Date.now() + 31.2 * dayMs);
    await sql`update billing_account set clock_target = ${target} where tenant_id = ${buyer.id}`;
    for (let turn = 0; turn < 20; turn++) if (await moveClock(buyer.id, new Date())) break;
    const view = await getBilling(buyer.owner());
    expect(view.clockOffsetSeconds).toBeGreaterThan(30 * 86_400);
    expect(view.subscription?.status).toBe("grace");
    expect(view.subscription?.graceEndsAt).not.toBeNull();
    expect(view.openInvoices).toMatchObject([{ due: { amountMinor: 4900 }, cause: "card_declined", attemptCount: 1 }]);
    expect(view.nextCharge).toBeNull();
  });
});

describe("invoices", () => {
  it("are read and downloaded from the provider, and by their own tenant alone", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro.planVersionId);
    const { rows, next } = await listInvoices(buyer.as("admin"));
    expect(rows).toMatchObject([{ status: "paid", total: { amountMinor: 4900 }, hasPages: true }]);
    expect(next).toBeNull();
    const id = rows[0]?.id ?? "";
    const page = await fetch(await getInvoiceUrl(buyer.owner(), { id }, "view"));
    expect(page.status).toBe(200);
    const file = await fetch(await getInvoiceUrl(buyer.owner(), { id }, "pdf"));
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
    const other = await makeBuyer(sql, sandbox);
    await expect(getInvoiceUrl(other.owner(), { id }, "view")).rejects.toMatchObject({ code: "not_found" });
    expect((await listInvoices(other.owner())).rows).toEqual([]);
    await expect(payNow(other.owner())).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a member who only works with the API", () => {
  it.each(["developer", "viewer"] as const)(
    "is told of the plan, and of no invoice, card or address: %s",
    async (role) => {
      const buyer = await makeBuyer(sql, sandbox);
      await buyer.buy(pro.planVersionId);
      const view = await getBilling(buyer.as(role));
      expect(view).toMatchObject({ subscription: { planName: pro.name }, openInvoices: [], cards: [] });
      expect(view.billingDetails).toEqual({ name: null, email: null, address: null, taxIds: [] });
      const [{ id = "" } = {}] = (await listInvoices(buyer.as("billing"))).rows;
      for (const asked of [
        listInvoices(buyer.as(role)),
        listStatements(buyer.as(role)),
        getInvoiceUrl(buyer.as(role), { id }, "view"),
        getInvoiceUrl(buyer.as(role), { id }, "pdf"),
      ]) {
        await expect(asked).rejects.toMatchObject({ code: "permission_denied", details: { reason: "role" } });
      }
      expect((await getBilling(buyer.as("admin"))).cards).toHaveLength(1);
    },
  );
});

describe("the provider's portal", () => {
  it("opens for who may pay, at the card where that was asked for", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    for (const flow of [undefined, "card", "details"] as const) {
      const { url } = await openPortal(buyer.as("billing"), flow === undefined ? {} : { flow });
      expect((await fetch(url)).status).toBe(200);
    }
    await expect(openPortal(buyer.as("admin"), {})).rejects.toMatchObject({ code: "permission_denied" });
    const opened = await sql<{ actor: string }[]>`
      select actor_id as actor from audit_log where action = 'portal.opened' and tenant_id = ${buyer.id}`;
    expect(opened).toHaveLength(3);
  });
});

describe("the way from a refused call to an allowed one", () => {
  it("is told step by step, and ends with the first call that came through", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const requestId = await call(buyer.id, new Date(), "subscription_required");
    const opened = await openCheckout(buyer.owner(), { planVersionId: pro.planVersionId, fromRequestId: requestId });
    if ("done" in opened) throw new Error("Nothing had to be paid.");
    expect(await getUnblock(buyer.owner(), { requestId })).toMatchObject({
      intentId: opened.intentId,
      confirmedAt: null,
      grantedAt: null,
      gateOpenAt: null,
    });
    const stalls = watchStalls();
    await sandbox.pay(opened.url);
    await payNow(buyer.owner());
    const open = await getUnblock(buyer.owner(), { intentId: opened.intentId });
    const { stalledMs } = stalls.stop();
    expect(open).toMatchObject({ requestId, firstAllowedAt: null, stillRefused: null });
    for (const at of [open.confirmedAt, open.grantedAt, open.gateOpenAt]) expect(at).not.toBeNull();
    expect(Date.parse(open.gateOpenAt ?? "") - Date.parse(open.confirmedAt ?? "")).toBeLessThan(5_000 + stalledMs);

    const allowed = await call(buyer.id, new Date(), null);
    expect(await getUnblock(buyer.owner(), { requestId })).toMatchObject({ firstAllowedRequestId: allowed });
    expect(await getUnblock(buyer.as("viewer"))).toMatchObject({ intentId: opened.intentId });
  });

  it("holds the gate for closed as long as a gateway that is up has not reported since", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const nodeId = newId("node", new Date());
    await sql`insert into node (node_id, door, started_at, seen_at)
              values (${nodeId}, 'gateway', now(), now() - interval '4 s')`;
    await buyer.buy(pro.planVersionId);
    expect((await getUnblock(buyer.owner())).gateOpenAt).toBeNull();
    await sql`update node set seen_at = now() + interval '1 s' where node_id = ${nodeId}`;
    expect((await getUnblock(buyer.owner())).gateOpenAt).not.toBeNull();
    await sql`delete from node where node_id = ${nodeId}`;
  });

  it("tells nothing of another tenant's, and nothing where nothing was paid", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro.planVersionId);
    const { intentId } = await getUnblock(buyer.owner());
    const other = await makeBuyer(sql, sandbox);
    const nothing = { intentId: null, confirmedAt: null, grantedAt: null, firstAllowedAt: null, cause: null };
    expect(await getUnblock(other.owner(), { intentId: intentId ?? "" })).toMatchObject(nothing);
    expect(await getUnblock(other.owner())).toMatchObject(nothing);
  });
});
