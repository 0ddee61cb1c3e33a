import { and, eq, isNull } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { subscription } from "@/db/schema/entitlements";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { getTenantBilling } from "@/lib/billing/server/account/get-tenant-billing";
import { cancelSubscription } from "@/lib/billing/server/changes/cancel-subscription";
import { openCheckout } from "@/lib/billing/server/checkout/open-checkout";
import { moveClock } from "@/lib/billing/server/clock/move-clock";
import { listInvoices } from "@/lib/billing/server/invoices/list-invoices";
import { closeStatements } from "@/lib/billing/server/manual/close-statements";
import { endManual } from "@/lib/billing/server/manual/end-manual";
import { listStatements } from "@/lib/billing/server/manual/list-statements";
import { markOverdue } from "@/lib/billing/server/manual/mark-overdue";
import { markPaid } from "@/lib/billing/server/manual/mark-paid";
import { pauseManual } from "@/lib/billing/server/manual/pause-manual";
import { putOnManualBilling } from "@/lib/billing/server/manual/put-on-manual-billing";
import { recordInvoice } from "@/lib/billing/server/manual/record-invoice";
import { resumeManual } from "@/lib/billing/server/manual/resume-manual";
import { heldAt } from "@/lib/entitlements/held-at";
import { readGrant } from "@/lib/entitlements/server/read-grant";
import { newId } from "@/lib/id";
import { makeBuyer } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql, db } = await testDatabase();
const sandbox = await openSandbox();
const dayMs = 86_400_000;

let featureId: string;
let contract: string;
let pro: string;
beforeAll(async () => {
  featureId = (await makeMeter()).id;
  contract = (await makePlanOnSale(sql, featureId, { priceMinor: 30_000, overageRateE12: 250_000_000_000 }))
    .planVersionId;
  pro = (await makePlanOnSale(sql, featureId, { priceMinor: 4900 })).planVersionId;
});

type Buyer = Awaited<ReturnType<typeof makeBuyer>>;
const admin = (now = new Date()) => staffCtx("admin", { now });
const put = (buyer: Buyer, over: Partial<Parameters<typeof putOnManualBilling>[1]> = {}, now = new Date()) =>
  putOnManualBilling(admin(now), { tenantId: buyer.id, planVersionId: contract, ...over });
const why = (buyer: Buyer) => ({ tenantId: buyer.id, reason: "Agreed by phone" });
/** What the gateways hold for it at a real instant. */
async function heldLater(buyer: Buyer, days: number) {
  const [row] = await db
    .select()
    .from(subscription)
    .where(and(eq(subscription.tenantId, buyer.id), isNull(subscription.replacedAt)));
  if (!row) return null;
  const { status, reason, planVersionId } = heldAt(readGrant(row), new Date(Date.now() + days * dayMs));
  return { status, reason, planVersionId };
}

describe("billing by hand", () => {
  it("gives a plan with no object at Stripe at all", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const before = (await sandbox.state()).tally.stripe_requests_checked;
    expect(await put(buyer, { reference: "PO 4711" })).toMatchObject({ status: "active", planVersionId: contract });
    expect(await buyer.held()).toMatchObject({ source: "manual", status: "active" });
    const view = await getTenantBilling(staffCtx("support"), { tenantId: buyer.id });
    expect(view).toMatchObject({
      stripeCustomerId: null,
      subscriptions: [{ billedBy: "manual", reference: "PO 4711" }],
    });
    expect((await sandbox.state()).tally.stripe_requests_checked).toBe(before);
  });

  it("is paused, resumed and ended, each with its reason in the audit", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await put(buyer);
    expect(await pauseManual(admin(), why(buyer))).toMatchObject({ status: "paused" });
    expect(await buyer.held()).toMatchObject({ reason: "subscription_paused" });
    await expect(pauseManual(admin(), why(buyer))).rejects.toMatchObject({ code: "conflict" });
    await resumeManual(admin(), why(buyer));
    expect(await buyer.held()).toMatchObject({ status: "active", reason: null });
    await endManual(admin(), why(buyer));
    expect(await buyer.held()).toMatchObject({ status: "ended", reason: "subscription_expired" });
    await expect(endManual(admin(), why(buyer))).rejects.toMatchObject({ code: "not_found" });
    const lines = await sql<{ action: string; reason: string }[]>`
      select action, reason from audit_log where tenant_id = ${buyer.id} and action like 'subscription.%' order by id`;
    expect(lines).toEqual([
      { action: "subscription.created", reason: "Manual billing" },
      { action: "subscription.paused", reason: "Agreed by phone" },
      { action: "subscription.resumed", reason: "Agreed by phone" },
      { action: "subscription.ended", reason: "Agreed by phone" },
    ]);
  });

  it("has the plan's days of grace once it is overdue, then calls stop by themselves, until it was paid", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await put(buyer);
    const { invoiceId } = await recordInvoice(admin(), {
      tenantId: buyer.id,
      number: "R-2026-17",
      amountMinor: 30_000,
      currency: "EUR",
    });
    await markOverdue(admin(), why(buyer));
    expect(await buyer.held()).toMatchObject({ status: "grace", reason: null });
    expect(await heldLater(buyer, 6.9)).toMatchObject({ status: "grace", reason: null });
    expect(await heldLater(buyer, 7.1)).toMatchObject({ status: "suspended", reason: "subscription_past_due" });
    await expect(markOverdue(admin(), why(buyer))).rejects.toMatchObject({ code: "conflict" });
    await markPaid(admin(), why(buyer));
    expect(await heldLater(buyer, 100)).toMatchObject({ status: "active", reason: null });
    const [shown] = (await listInvoices(buyer.as("billing"))).rows;
    expect(shown).toMatchObject({ id: invoiceId, status: "paid", number: "R-2026-17", due: { amountMinor: 0 } });
  });

  it("ends by the clock, and can begin as a trial", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await put(buyer, { endsAt: new Date(Date.now() + 10 * dayMs).toISOString() });
    expect(await heldLater(buyer, 9)).toMatchObject({ status: "active" });
    expect(await heldLater(buyer, 11)).toMatchObject({ status: "ended", reason: "subscription_expired" });
    const trying = await makeBuyer(sql, sandbox);
    await put(trying, { trialDays: 5 });
    expect(await heldLater(trying, 4)).toMatchObject({ status: "trialing" });
    expect(await heldLater(trying, 6)).toMatchObject({ status: "ended", reason: "trial_expired" });
  });

  it("is out of the way once its term is over, though nobody has ended it", async () => {
    const term = { endsAt: "2026-10-11T00:00:00Z" };
    const begun = new Date("2026-09-01T00:00:00Z");
    const free = await makePlanOnSale(sql, featureId, { priceMinor: 0 });
    const [toFree, toContract, toStripe] = [
      await makeBuyer(sql, sandbox),
      await makeBuyer(sql, sandbox),
      await makeBuyer(sql, sandbox),
    ];
    for (const buyer of [toFree, toContract, toStripe]) await put(buyer, term, begun);
    await openCheckout(toFree.owner(), { planVersionId: free.planVersionId });
    expect(await toFree.held()).toMatchObject({ planVersionId: free.planVersionId, status: "active" });
    const startsAt = new Date(Date.now() + dayMs).toISOString();
    await put(toContract, { startsAt });
    await toStripe.buy(pro);
    await closeStatements(new Date());
    for (const buyer of [toFree, toContract, toStripe]) {
      const told = await listStatements(buyer.owner());
      expect(told.map(({ periodEnd }) => periodEnd)).toEqual(["2026-10-11T00:00:00.000Z", "2026-10-01T00:00:00.000Z"]);
    }
  });

  it("keeps the anchor when the plan changes, so that use goes on counting", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const first = await put(buyer, {}, new Date(Date.now() - 3 * dayMs));
    const second = await put(buyer, { planVersionId: pro });
    expect(second?.planVersionId).toBe(pro);
    expect(second?.anchor).toBe(first?.anchor);
  });

  it("refuses what cannot be meant", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await expect(put(buyer, { tenantId: newId("tenant", new Date()) })).rejects.toMatchObject({ code: "not_found" });
    await expect(put(buyer, { planVersionId: newId("planVersion", new Date()) })).rejects.toMatchObject({
      code: "validation_failed",
    });
    await expect(put(buyer, { endsAt: "2020-01-01T00:00:00Z" })).rejects.toMatchObject({ code: "validation_failed" });
    await expect(
      putOnManualBilling(staffCtx("support"), { tenantId: buyer.id, planVersionId: contract }),
    ).rejects.toMatchObject({
      code: "permission_denied",
    });
    const invoice = { tenantId: buyer.id, number: "R-1", amountMinor: 100, currency: "EUR" };
    await expect(recordInvoice(admin(), invoice)).rejects.toMatchObject({ code: "not_found" });
    await put(buyer);
    for (const over of [{ amountMinor: -1 }, { amountMinor: 1e18 }, { currency: "euro" }]) {
      await expect(recordInvoice(admin(), { ...invoice, ...over })).rejects.toMatchObject({
        code: "validation_failed",
      });
    }
    await recordInvoice(admin(), invoice);
    await expect(recordInvoice(admin(), invoice)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("statements", () => {
  /** Use beyond everything else in the period that began at `start`. */
  async function drawBeyond(buyer: Buyer, start: Date, end: Date, units: number) {
    await sql`insert into ledger_account (account_id, tenant_id, kind, unit, feature_id, mode, period_start, period_end,
                                          enforced, consumed)
              values (${`acc-${buyer.id}-${start.getTime()}`}, ${buyer.id}, 'overage', ${featureId}, ${featureId}, 'live',
                      ${start}, ${end}, false, ${units})`;
  }

  it("say what each period owes, once, and late use on the next one", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const start = new Date("2026-08-10T12:00:00Z");
    const ends = ["2026-09-10T12:00:00Z", "2026-10-10T12:00:00Z", "2026-11-10T12:00:00Z"].map((text) => new Date(text));
    await put(buyer, {}, start);
    await drawBeyond(buyer, start, ends[0] as Date, 1001);
    await drawBeyond(buyer, ends[0] as Date, ends[1] as Date, 40);
    await closeStatements(new Date("2026-09-10T12:30:00Z"));
    expect(await listStatements(buyer.owner())).toEqual([]);
    const after = new Date("2026-09-11T00:00:00Z");
    await Promise.all([closeStatements(after), closeStatements(after)]);
    const [first, ...none] = await listStatements(buyer.owner());
    expect(none).toEqual([]);
    // 1,001 units at a quarter of a cent are 250.25 cents.
    expect(first).toMatchObject({
      periodStart: start.toISOString(),
      periodEnd: ends[0]?.toISOString(),
      total: { amountMinor: 30_250, currency: "EUR" },
      lines: [
        { amount: { amountMinor: 30_000 }, units: null },
        { amount: { amountMinor: 250 }, units: 1001 },
      ],
    });
    await sql`update ledger_account set consumed = consumed + 3 where account_id = ${`acc-${buyer.id}-${start.getTime()}`}`;
    await closeStatements(new Date("2026-10-11T00:00:00Z"));
    const [second] = await listStatements(buyer.owner());
    expect(second?.lines.map(({ units }) => units)).toEqual([null, 43]);

    const recorded = await recordInvoice(admin(), {
      tenantId: buyer.id,
      number: "R-9",
      amountMinor: 30_250,
      currency: "EUR",
      statementId: first?.id ?? "",
    });
    const again = { tenantId: buyer.id, number: "R-10", amountMinor: 1, currency: "EUR", statementId: first?.id ?? "" };
    await expect(recordInvoice(admin(), again)).rejects.toMatchObject({ code: "conflict" });
    expect((await listStatements(buyer.owner())).at(-1)?.invoiceId).toBe(recorded.invoiceId);
  });

  it("owe the days that a plan was held when it ends in the middle", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await put(buyer, {}, new Date("2026-09-01T00:00:00Z"));
    await endManual(admin(new Date("2026-09-16T00:00:00Z")), why(buyer));
    await closeStatements(new Date("2026-09-17T00:00:00Z"));
    const shown = await listStatements(buyer.owner());
    expect(shown).toMatchObject([{ total: { amountMinor: 15_000 }, lines: [{ isProration: true }] }]);
  });
});

describe("the way from one to the other", () => {
  it("ends billing by hand in the moment in which a checkout is paid", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await put(buyer);
    await buyer.buy(pro);
    expect(await buyer.held()).toEqual({ planVersionId: pro, status: "active", source: "stripe", reason: null });
    const live = await sql`select 1 from billing_subscription where tenant_id = ${buyer.id} and ended_at is null`;
    expect(live).toHaveLength(1);
    const gaps = await sql`select 1 from subscription_change where tenant_id = ${buyer.id}
                            and to_status not in ('active', 'trialing')`;
    expect(gaps).toEqual([]);
    await expect(markPaid(admin(), why(buyer))).rejects.toMatchObject({ details: { reason: "billed_by_stripe" } });
  });

  it("begins billing by hand when Stripe's subscription ends, without a gap", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    await expect(put(buyer)).rejects.toMatchObject({ code: "conflict", details: { reason: "billed_by_stripe" } });
    await cancelSubscription(buyer.owner(), { reason: "Contract signed" });
    await put(buyer);
    expect(await buyer.held()).toMatchObject({ source: "stripe", planVersionId: pro, status: "active" });
    expect(await heldLater(buyer, 29)).toMatchObject({ planVersionId: pro, status: "active" });
    expect(await heldLater(buyer, 32)).toMatchObject({ planVersionId: contract, status: "active", reason: null });

    const { offset } = await buyer.account();
    const target = new Date(Date.now() + offset * 1000 + 32 * dayMs);
    await sql`update billing_account set clock_target = ${target} where tenant_id = ${buyer.id}`;
    for (let turn = 0; turn < 20; turn++) if (await moveClock(buyer.id, new Date())) break;
    expect(await buyer.held()).toMatchObject({ source: "manual", planVersionId: contract, status: "active" });
    const gaps = await sql`select 1 from subscription_change where tenant_id = ${buyer.id} and to_status <> 'active'`;
    expect(gaps).toEqual([]);
  });

  it("leaves a contract alone when somebody takes a free plan beside it", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const free = await makePlanOnSale(sql, featureId, { priceMinor: 0 });
    await put(buyer);
    await expect(openCheckout(buyer.owner(), { planVersionId: free.planVersionId })).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "billed_by_hand" },
    });
    expect(await buyer.held()).toMatchObject({ planVersionId: contract });
  });
});
