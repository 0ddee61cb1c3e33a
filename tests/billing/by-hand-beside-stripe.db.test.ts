import { beforeAll, describe, expect, it } from "vitest";
import { makeNode } from "@/db/testing/make-ledger";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { cancelSubscription } from "@/lib/billing/server/changes/cancel-subscription";
import { keepSubscription } from "@/lib/billing/server/changes/keep-subscription";
import { beginByTheClock } from "@/lib/billing/server/manual/begin-by-the-clock";
import { closeStatements } from "@/lib/billing/server/manual/close-statements";
import { listStatements } from "@/lib/billing/server/manual/list-statements";
import { putOnManualBilling } from "@/lib/billing/server/manual/put-on-manual-billing";
import { makeBuyer } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const inDays = (days: number) => new Date(Date.now() + days * dayMs);

let featureId: string;
let contract: string;
let pro: string;
beforeAll(async () => {
  featureId = (await makeMeter()).id;
  const overageRateE12 = 250_000_000_000;
  contract = (await makePlanOnSale(sql, featureId, { priceMinor: 30_000, overageRateE12 })).planVersionId;
  pro = (await makePlanOnSale(sql, featureId, { priceMinor: 4900, overageRateE12 })).planVersionId;
});

type Buyer = Awaited<ReturnType<typeof makeBuyer>>;
const put = (buyer: Buyer, over: Partial<Parameters<typeof putOnManualBilling>[1]> = {}, now = new Date()) =>
  putOnManualBilling(staffCtx("admin", { now }), { tenantId: buyer.id, planVersionId: contract, ...over });

describe("a contract that begins on a later day", () => {
  it("begins on it, for who held nothing before", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await put(buyer, { startsAt: inDays(2).toISOString() });
    expect(await beginByTheClock(inDays(1))).toMatchObject({ begun: 0, failed: 0 });
    expect(await buyer.held()).toBeNull();
    expect(await beginByTheClock(inDays(2.01))).toMatchObject({ begun: 1 });
    expect(await buyer.held()).toMatchObject({ planVersionId: contract, status: "active", source: "manual" });
    expect(await beginByTheClock(inDays(2.02))).toEqual({ begun: 0, failed: 0 });
  });

  it("is billed by hand from its first day, also while Stripe is away", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    await cancelSubscription(buyer.owner(), { reason: "Contract signed" });
    await put(buyer);
    expect(await beginByTheClock(inDays(20))).toMatchObject({ begun: 0 });
    expect(await beginByTheClock(inDays(32))).toMatchObject({ begun: 1 });
    expect(await buyer.held()).toMatchObject({ planVersionId: contract, status: "active", source: "manual" });
  });

  it("stands in the way of taking the cancellation before it back, so that nobody pays twice", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(pro);
    await cancelSubscription(buyer.owner(), { reason: "Contract signed" });
    await put(buyer);
    await expect(keepSubscription(buyer.owner())).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "billed_by_hand" },
    });
  });
});

describe("the last statement of a contract that a checkout replaced", () => {
  it("holds its own use, and none that Stripe bills", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const node = await makeNode(sql);
    const begun = inDays(-2);
    await put(buyer, {}, begun);
    const open = async (start: Date, end: Date) => {
      const [row] = await sql<{ answer: { accountId: string } }[]>`
        select account_open('overage', ${buyer.id}, ${featureId}, 'live', null, ${start}, ${end}) as answer`;
      return row?.answer.accountId ?? "";
    };
    const draw = (accountId: string, units: number, at: Date) =>
      node.use([{ accountId, leaseId: null, cost: units }], { tenantId: buyer.id, featureId, admittedAtMs: +at });
    await draw(await open(begun, new Date(+begun + 30 * dayMs)), 1000, new Date(Date.now() - hourMs));
    await buyer.buy(pro);
    const [period] = await sql<{ start: Date; end: Date }[]>`
      select period_start as start, period_end as end from billing_subscription
       where tenant_id = ${buyer.id} and billed_by = 'stripe'`;
    if (!period) throw new Error("Nothing was bought.");
    await draw(await open(period.start, period.end), 500, new Date(Date.now() + 1000));
    await closeStatements(new Date(Date.now() + 2 * hourMs));
    const [last] = await listStatements(buyer.owner());
    expect(last?.lines.map(({ units }) => units)).toEqual([null, 1000]);
  });
});
