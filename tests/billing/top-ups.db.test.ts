import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { claimTopUp } from "@/lib/billing/server/credits/claim-top-up";
import { continueTopUp } from "@/lib/billing/server/credits/continue-top-up";
import { deleteTopUp } from "@/lib/billing/server/credits/delete-top-up";
import { getTopUp } from "@/lib/billing/server/credits/get-top-up";
import { putTopUp } from "@/lib/billing/server/credits/put-top-up";
import { runTopUps } from "@/lib/billing/server/credits/run-top-ups";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { cards, makeBuyer, makePack } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const hourMs = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * hourMs);

let free: string;
let pack: string;
beforeAll(async () => {
  free = (await makePlanOnSale(sql, (await makeMeter()).id, { priceMinor: 0 })).planVersionId;
  pack = await makePack(sql);
});

/** A tenant with a card that agreed to be filled up below 100 credits. */
async function makeArmed(
  card: string = cards.good,
  over: Partial<{ threshold: string; monthlyCapMinor: number }> = {},
) {
  const buyer = await makeBuyer(sql, sandbox);
  await buyer.buy(free);
  await (card.startsWith("pm_") ? buyer.useCard(card) : buyer.saveCard(card));
  const terms = { threshold: "100", creditPackId: pack, monthlyCapMinor: 50_000, consent: true as const, ...over };
  await putTopUp(buyer.owner(), terms);
  return { ...buyer, terms };
}
const attemptsOf = (tenantId: string) =>
  sql<{ status: string; cause: string | null }[]>`
    select status, cause from top_up where tenant_id = ${tenantId} order by created_at, id`;
const lotsOf = (tenantId: string) => sql`select micro from credit_lot where tenant_id = ${tenantId}`;
const rest = async (tenantId: string) => {
  const [row] = await sql<{ state: string }[]>`select state from top_up_rule where tenant_id = ${tenantId}`;
  return row?.state;
};
/** Only this tenant is looked at. */
const quiet = (tenantId: string) => sql`update top_up_rule set state = 'off' where tenant_id <> ${tenantId}`;

describe("an automatic top-up", () => {
  it("buys one pack when credits run low, and none while enough is left", async () => {
    const buyer = await makeArmed();
    await quiet(buyer.id);
    await Promise.all([1, 2, 3].map(() => runTopUps(new Date())));
    await runTopUps(new Date());
    expect(await attemptsOf(buyer.id)).toEqual([{ status: "paid", cause: null }]);
    expect(await lotsOf(buyer.id)).toEqual([{ micro: 500_000_000 }]);
    expect(await rest(buyer.id)).toBe("armed");
    const { customer } = await buyer.account();
    const invoices = await sandbox.stripe.invoices.list({ customer });
    expect(invoices.data.map(({ status, total }) => [status, total])).toEqual([["paid", 5000]]);
  });

  it("asks a declining card 3 times in 24 hours, a fourth time after 31, then never, and leaves nothing open", async () => {
    const buyer = await makeArmed(cards.failsLater);
    await quiet(buyer.id);
    const claims = await Promise.all(Array.from({ length: 500 }, () => claimTopUp(buyer.id, new Date())));
    expect(claims.filter((id) => id !== null)).toHaveLength(1);
    const seen: [number, number][] = [];
    for (let hours = 0; hours <= 80; hours += 0.5) {
      await runTopUps(inHours(hours));
      const made = (await attemptsOf(buyer.id)).length;
      if (seen.at(-1)?.[1] !== made) seen.push([hours, made]);
    }
    expect(seen.map(([, made]) => made)).toEqual([1, 2, 3, 4]);
    const [, second, third, fourth] = seen.map(([hours]) => hours);
    expect(second).toBeGreaterThanOrEqual(1);
    expect(third).toBeGreaterThanOrEqual(7);
    expect(third).toBeLessThan(24);
    expect(fourth).toBeGreaterThanOrEqual(31);
    expect(fourth).toBeLessThan(33);
    expect(await rest(buyer.id)).toBe("disabled");
    expect((await attemptsOf(buyer.id)).every(({ status }) => status === "failed")).toBe(true);
    expect(await lotsOf(buyer.id)).toEqual([]);
    const { customer } = await buyer.account();
    const invoices = await sandbox.stripe.invoices.list({ customer });
    expect(invoices.data.map(({ status }) => status)).toEqual(["void", "void", "void", "void"]);
    const told = await sql`select 1 from notice where tenant_id = ${buyer.id} and kind = 'credits.recharge_failed'`;
    expect(told).toHaveLength(4);
  }, 120_000);

  it("stays off with the card that failed, and comes back with another one", async () => {
    const buyer = await makeArmed(cards.failsLater);
    await quiet(buyer.id);
    for (const hours of [0, 2, 10, 40]) await runTopUps(inHours(hours));
    expect(await rest(buyer.id)).toBe("disabled");
    const again = () => putTopUp(buyer.owner(), buyer.terms);
    await expect(again()).rejects.toMatchObject({ code: "conflict", details: { reason: "new_card_needed" } });
    await deleteTopUp(buyer.owner());
    await expect(again()).rejects.toMatchObject({ details: { reason: "new_card_needed" } });
    await buyer.saveCard(cards.mastercard);
    expect(await again()).toMatchObject({ state: "armed", lastCause: null });
    await runTopUps(new Date());
    expect(await lotsOf(buyer.id)).toHaveLength(1);
  });

  it("waits a day for a confirmation that the bank wants, then lets it go", async () => {
    const buyer = await makeArmed("pm_card_authenticationRequired");
    await quiet(buyer.id);
    await runTopUps(new Date());
    const view = await getTopUp(buyer.owner());
    expect(view).toMatchObject({ state: "needs_action", lastCause: "authentication_required" });
    expect(view.payUrl).toMatch(/^http/);
    await runTopUps(inHours(23));
    expect(await attemptsOf(buyer.id)).toMatchObject([{ status: "needs_action" }]);
    await runTopUps(inHours(25));
    expect(await attemptsOf(buyer.id)).toMatchObject([{ status: "failed" }]);
    expect(await rest(buyer.id)).toBe("disabled");
    const { customer } = await buyer.account();
    expect((await sandbox.stripe.invoices.list({ customer, status: "open" })).data).toEqual([]);
  });

  it("gives the credits when a person confirms it in time", async () => {
    const buyer = await makeArmed("pm_card_authenticationRequired");
    await quiet(buyer.id);
    await runTopUps(new Date());
    const [open] = await sql<
      { id: string }[]
    >`select stripe_invoice_id as id from top_up where tenant_id = ${buyer.id}`;
    const good = await sandbox.stripe.paymentMethods.attach("pm_card_visa", {
      customer: (await buyer.account()).customer,
    });
    await sandbox.stripe.invoices.pay(open?.id ?? "", { payment_method: good.id });
    await Promise.all([1, 2, 3].map(() => syncTenant(buyer.id, new Date())));
    expect(await lotsOf(buyer.id)).toEqual([{ micro: 500_000_000 }]);
    expect(await rest(buyer.id)).toBe("armed");
  });

  it("keeps to the most of a month and of a day", async () => {
    const buyer = await makeArmed(cards.good, { threshold: "499", monthlyCapMinor: 10_000 });
    await quiet(buyer.id);
    const spend = () => sql`update ledger_account set consumed = posted
                             where account_id in (select account_id from credit_lot where tenant_id = ${buyer.id})`;
    for (let turn = 0; turn < 4; turn++) {
      await runTopUps(new Date());
      await spend();
    }
    expect(await attemptsOf(buyer.id)).toHaveLength(2);
    await putTopUp(buyer.owner(), { ...buyer.terms, monthlyCapMinor: 1_000_000 });
    for (let turn = 0; turn < 6; turn++) {
      await runTopUps(new Date());
      await spend();
    }
    expect(await attemptsOf(buyer.id)).toHaveLength(5);
    const told = await sql<{ data: { state: string } }[]>`
      select data from notice where tenant_id = ${buyer.id} and kind = 'credits.recharge_failed'`;
    expect(told.map(({ data }) => data.state)).toEqual(["capped"]);
  });

  it("charges once when it was interrupted behind any of its steps", async () => {
    for (const last of ["invoice", "item", "finalize", "pay"]) {
      const buyer = await makeArmed();
      await quiet(buyer.id);
      const id = (await claimTopUp(buyer.id, new Date())) ?? "";
      await continueTopUp(id, new Date());
      // As after a crash: what is behind the step was never written down.
      await sql`update top_up set status = 'claimed' where id = ${id}`;
      await sql`update stripe_command set status = 'sent', next_at = now() - interval '1 minute'
                 where idempotency_key = ${`topup:${id}:${last}`}`;
      await runTopUps(new Date());
      expect(await attemptsOf(buyer.id)).toEqual([{ status: "paid", cause: null }]);
      expect(await lotsOf(buyer.id)).toHaveLength(1);
      const { customer } = await buyer.account();
      expect((await sandbox.stripe.invoices.list({ customer })).data).toHaveLength(1);
      const intents = await sandbox.stripe.paymentIntents.list({ customer });
      expect(intents.data.filter(({ status }) => status === "succeeded")).toHaveLength(1);
    }
  });

  it("does not charge for a tenant that is suspended, and goes on when it is restored", async () => {
    const buyer = await makeArmed();
    await quiet(buyer.id);
    await sql`update tenant set status = 'suspended' where id = ${buyer.id}`;
    expect(await runTopUps(new Date())).toMatchObject({ begun: 0, failed: 0 });
    await expect(putTopUp(buyer.owner(), buyer.terms)).rejects.toMatchObject({ code: "account_suspended" });
    expect(await attemptsOf(buyer.id)).toEqual([]);
    await sql`update tenant set status = 'active' where id = ${buyer.id}`;
    expect(await runTopUps(new Date())).toMatchObject({ begun: 1 });
  });

  it("does not charge for a tenant whose plan is closed, or that switched it off", async () => {
    const closed = await makeArmed();
    await quiet(closed.id);
    await sql`update billing_subscription set ended_at = now(), status = 'ended' where tenant_id = ${closed.id}`;
    await syncTenant(closed.id, new Date());
    await runTopUps(new Date());
    expect(await attemptsOf(closed.id)).toEqual([]);
    const off = await makeArmed();
    await quiet(off.id);
    await deleteTopUp(off.owner());
    await runTopUps(new Date());
    expect(await attemptsOf(off.id)).toEqual([]);
  });
});

describe("agreeing to it", () => {
  it.each([
    ["a threshold that a pack does not lift it above", { threshold: "500" }, "validation_failed"],
    ["a negative threshold", { threshold: "-1" }, "validation_failed"],
    ["an absurd threshold", { threshold: "99999999999999" }, "validation_failed"],
    ["a most of a month below one pack", { monthlyCapMinor: 4999 }, "validation_failed"],
    ["an absurd most of a month", { monthlyCapMinor: 1e15 }, "validation_failed"],
    ["no consent", { consent: false as never }, "validation_failed"],
    ["an unknown pack", { creditPackId: "pck_00000000000000000000000000" }, "validation_failed"],
  ])("refuses %s", async (_title, over, code) => {
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.saveCard(cards.good);
    const terms = { threshold: "100", creditPackId: pack, monthlyCapMinor: 50_000, consent: true as const };
    await expect(putTopUp(buyer.owner(), { ...terms, ...over })).rejects.toMatchObject({ code });
  });

  it("asks for a card first, and for the right role", async () => {
    const buyer = await makeBuyer(sql, sandbox);
    const terms = { threshold: "100", creditPackId: pack, monthlyCapMinor: 50_000, consent: true as const };
    await expect(putTopUp(buyer.owner(), terms)).rejects.toMatchObject({ code: "payment_method_missing" });
    await expect(putTopUp(buyer.as("admin"), terms)).rejects.toMatchObject({ code: "permission_denied" });
    expect(await getTopUp(buyer.as("viewer"))).toMatchObject({ state: "off", attempts: [] });
  });
});
