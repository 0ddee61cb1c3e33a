import { beforeAll, describe, expect, it } from "vitest";
import { makeTenant, type TestTenant } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { confirmChange } from "@/lib/billing/server/changes/confirm-change";
import { previewChange } from "@/lib/billing/server/changes/preview-change";
import { finishCheckout } from "@/lib/billing/server/checkout/finish-checkout";
import { openCardCheckout } from "@/lib/billing/server/checkout/open-card-checkout";
import { openCheckout } from "@/lib/billing/server/checkout/open-checkout";
import { openCreditCheckout } from "@/lib/billing/server/checkout/open-credit-checkout";
import { payNow } from "@/lib/billing/server/invoices/pay-now";
import { publishAndSync } from "@/lib/billing/server/plans/publish-and-sync";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { newId } from "@/lib/id";
import { makePack } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { draftPlan, makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();
const sandbox = await openSandbox();

let featureId: string;
let pro: Awaited<ReturnType<typeof makePlanOnSale>>;
let team: Awaited<ReturnType<typeof makePlanOnSale>>;
beforeAll(async () => {
  featureId = (await makeMeter()).id;
  pro = await makePlanOnSale(sql, featureId, { priceMinor: 4900, overageRateE12: 500_000_000_000 });
  team = await makePlanOnSale(sql, featureId, { priceMinor: 9900 });
});

const sessionOf = (url: string) => new URL(url).pathname.split("/").at(-1) ?? "";
const held = async (tenantId: string) => {
  const [row] = await sql<{ planVersionId: string; status: string; source: string }[]>`
    select plan_version_id as "planVersionId", status, source from subscription
     where tenant_id = ${tenantId} and replaced_at is null`;
  return row ?? null;
};
const intents = (tenantId: string) =>
  sql<{ status: string; kind: string }[]>`
    select status, kind from checkout_intent where tenant_id = ${tenantId} order by id`;
const customerOf = async (tenantId: string) => {
  const [row] = await sql<{ id: string }[]>`
    select stripe_customer_id as id from billing_account where tenant_id = ${tenantId}`;
  return row?.id ?? "";
};
const mustUrl = (opened: Awaited<ReturnType<typeof openCheckout>>): string => {
  if ("done" in opened) throw new Error("Nothing had to be paid.");
  return opened.url;
};
async function buy(tenant: TestTenant, planVersionId: string, card?: string) {
  const url = mustUrl(await openCheckout(tenant.as("owner"), { planVersionId }));
  const page = await sandbox.pay(url, card);
  return { page, sessionId: sessionOf(url) };
}

describe("buying a plan", () => {
  it("gives the plan when the person is back, and tells nobody else of it", async () => {
    const tenant = await makeTenant(sql);
    const { page, sessionId } = await buy(tenant, pro.planVersionId);
    expect(page.status).toBe(303);
    const finished = await finishCheckout(tenant.as("owner"), { sessionId });
    expect(finished).toMatchObject({ kind: "subscribe", status: "completed", planName: pro.name });
    expect(await held(tenant.id)).toEqual({ planVersionId: pro.planVersionId, status: "active", source: "stripe" });

    const other = await makeTenant(sql, "Other");
    await expect(finishCheckout(other.as("owner"), { sessionId })).rejects.toMatchObject({ code: "not_found" });
  });

  it("sells once to two tabs and a double click: one page, one subscription", async () => {
    const tenant = await makeTenant(sql);
    const ctx = () => tenant.as("owner");
    const opened = await Promise.all(
      Array.from({ length: 6 }, () => openCheckout(ctx(), { planVersionId: pro.planVersionId })),
    );
    expect(new Set(opened.map(mustUrl)).size).toBe(1);
    await sandbox.pay(mustUrl(opened[0] as never));
    await Promise.all([1, 2, 3].map(() => syncTenant(tenant.id, new Date())));
    await expect(openCheckout(ctx(), { planVersionId: pro.planVersionId })).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "change_plan" },
    });
    const customer = await customerOf(tenant.id);
    expect((await sandbox.stripe.subscriptions.list({ customer, status: "all" })).data).toHaveLength(1);
    expect((await sandbox.stripe.checkout.sessions.list({ customer })).data).toHaveLength(1);
  });

  it("closes the page of another plan before it opens the next", async () => {
    const tenant = await makeTenant(sql);
    const first = mustUrl(await openCheckout(tenant.as("owner"), { planVersionId: pro.planVersionId }));
    const second = mustUrl(await openCheckout(tenant.as("owner"), { planVersionId: team.planVersionId }));
    expect(second).not.toBe(first);
    const session = await sandbox.stripe.checkout.sessions.retrieve(sessionOf(first));
    expect(session.status).toBe("expired");
    expect((await intents(tenant.id)).map(({ status }) => status)).toEqual(["superseded", "open"]);
  });

  it("leaves one page that can be paid when tabs choose different plans at the same time", async () => {
    for (let round = 0; round < 4; round++) {
      const tenant = await makeTenant(sql);
      const choose = (planVersionId: string) => openCheckout(tenant.as("owner"), { planVersionId });
      const told = await Promise.allSettled([
        choose(pro.planVersionId),
        choose(team.planVersionId),
        choose(pro.planVersionId),
        choose(team.planVersionId),
      ]);
      expect(told.some(({ status }) => status === "fulfilled")).toBe(true);
      const customer = await customerOf(tenant.id);
      const open = await sandbox.stripe.checkout.sessions.list({ customer, status: "open" });
      expect(open.data).toHaveLength(1);
      expect((await intents(tenant.id)).filter(({ status }) => status === "open")).toHaveLength(1);
    }
  });

  it("takes over what was paid in another tab instead of selling a second plan", async () => {
    const tenant = await makeTenant(sql);
    await buy(tenant, pro.planVersionId);
    await expect(openCheckout(tenant.as("owner"), { planVersionId: team.planVersionId })).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "paid_already" },
    });
    expect(await held(tenant.id)).toMatchObject({ planVersionId: pro.planVersionId, status: "active" });
  });

  it("leaves nothing behind a declined card but the page, where a good one works", async () => {
    const tenant = await makeTenant(sql);
    const url = mustUrl(await openCheckout(tenant.as("owner"), { planVersionId: pro.planVersionId }));
    const declined = await sandbox.pay(url, "4000 0000 0000 9995");
    expect(declined.status).toBe(402);
    expect(declined.text).toContain("insufficient funds");
    await syncTenant(tenant.id, new Date());
    expect(await held(tenant.id)).toBeNull();
    const customer = await customerOf(tenant.id);
    expect((await sandbox.stripe.subscriptions.list({ customer, status: "all" })).data).toEqual([]);
    expect((await sandbox.stripe.invoices.list({ customer })).data).toEqual([]);

    await sandbox.pay(url);
    await finishCheckout(tenant.as("owner"), { sessionId: sessionOf(url) });
    expect(await held(tenant.id)).toMatchObject({ status: "active" });
  });

  it("opens a new page when the old one ran out", async () => {
    const tenant = await makeTenant(sql);
    const first = mustUrl(await openCheckout(tenant.as("owner"), { planVersionId: pro.planVersionId }));
    await sandbox.stripe.checkout.sessions.expire(sessionOf(first));
    const second = mustUrl(await openCheckout(tenant.as("owner"), { planVersionId: pro.planVersionId }));
    expect(second).not.toBe(first);
  });

  it.each([
    ["an unknown plan version", () => newId("planVersion", new Date()), "validation_failed"],
    ["another kind of id", () => pro.planId, "validation_failed"],
    ["a price of Stripe's", () => "price_1234567890", "validation_failed"],
  ])("refuses %s", async (_title, id, code) => {
    const tenant = await makeTenant(sql);
    await expect(openCheckout(tenant.as("owner"), { planVersionId: id() })).rejects.toMatchObject({ code });
    expect(await intents(tenant.id)).toEqual([]);
  });

  it("refuses a price that a newer version replaced, a draft and a hidden plan", async () => {
    const tenant = await makeTenant(sql);
    const old = await makePlanOnSale(sql, featureId, { priceMinor: 1000 });
    await draftPlan(sql, old.planId, featureId, { priceMinor: 2000 });
    const [draft] = await sql<{ id: string }[]>`
      select id from plan_version where plan_id = ${old.planId} and status = 'draft'`;
    await expect(openCheckout(tenant.as("owner"), { planVersionId: draft?.id ?? "" })).rejects.toMatchObject({
      code: "validation_failed",
    });
    await publishAndSync(staffCtx("admin"), { planId: old.planId, rollout: "new_subscriptions" });
    await expect(openCheckout(tenant.as("owner"), { planVersionId: old.planVersionId })).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "stale_price" },
    });
    await sql`update plan set hidden = true where id = ${old.planId}`;
    await expect(openCheckout(tenant.as("owner"), { planVersionId: draft?.id ?? "" })).rejects.toMatchObject({
      code: "validation_failed",
    });
  });

  it("tells staff of a price that was taken off sale at Stripe, and sells nothing by it", async () => {
    const broken = await makePlanOnSale(sql, featureId, { priceMinor: 1500 });
    const [price] = await sql<{ id: string }[]>`
      select stripe_id as id from stripe_object where local_id = ${`${broken.planVersionId}:flat`}`;
    await sandbox.stripe.prices.update(price?.id ?? "", { active: false });
    const tenant = await makeTenant(sql);
    await expect(openCheckout(tenant.as("owner"), { planVersionId: broken.planVersionId })).rejects.toMatchObject({
      code: "conflict",
    });
    const tasks = await sql<{ kind: string }[]>`
      select kind from billing_task where object_id = ${broken.planVersionId} and closed_at is null`;
    expect(tasks).toEqual([{ kind: "checkout_refused" }]);
    await sandbox.stripe.prices.update(price?.id ?? "", { active: true });
    mustUrl(await openCheckout(tenant.as("owner"), { planVersionId: broken.planVersionId }));
  });

  it("refuses a currency that the tenant does not pay in", async () => {
    const tenant = await makeTenant(sql);
    const dollars = await makePlanOnSale(sql, featureId, { priceMinor: 5000, currency: "USD" });
    await sql`insert into billing_account (tenant_id, currency) values (${tenant.id}, 'EUR')`;
    await expect(openCheckout(tenant.as("owner"), { planVersionId: dollars.planVersionId })).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "other_currency" },
    });
  });

  it.each(["admin", "developer", "viewer"] as const)("is not for the role %s", async (role) => {
    const tenant = await makeTenant(sql);
    await expect(openCheckout(tenant.as(role), { planVersionId: pro.planVersionId })).rejects.toMatchObject({
      code: "permission_denied",
    });
  });

  it("is refused to a tenant that is suspended, also as credits or as another plan; what it owes can be paid", async () => {
    const tenant = await makeTenant(sql);
    const packId = await makePack(sql);
    const suspend = () => sql`update tenant set status = 'suspended' where id = ${tenant.id}`;
    await suspend();
    const refused = { code: "account_suspended", status: 403 };
    const { planVersionId } = pro;
    await expect(openCheckout(tenant.as("owner"), { planVersionId })).rejects.toMatchObject(refused);
    await expect(openCreditCheckout(tenant.as("owner"), { creditPackId: packId })).rejects.toMatchObject(refused);
    expect(await intents(tenant.id)).toEqual([]);
    await sql`update tenant set status = 'active' where id = ${tenant.id}`;
    const { sessionId } = await buy(tenant, planVersionId);
    await finishCheckout(tenant.as("owner"), { sessionId });
    const { changeId } = await previewChange(tenant.as("owner"), { planVersionId: team.planVersionId });
    await suspend();
    await expect(previewChange(tenant.as("owner"), { planVersionId: team.planVersionId })).rejects.toMatchObject(
      refused,
    );
    await expect(confirmChange(tenant.as("owner"), { changeId })).rejects.toMatchObject(refused);
    expect(await held(tenant.id)).toMatchObject({ planVersionId });
    expect(await payNow(tenant.as("owner"))).toMatchObject({ status: "paid" });
  });

  it("leaves an audit line", async () => {
    const tenant = await makeTenant(sql);
    await openCheckout(tenant.as("billing"), { planVersionId: pro.planVersionId });
    const lines = await sql<{ action: string }[]>`select action from audit_log where tenant_id = ${tenant.id}`;
    expect(lines).toEqual([{ action: "checkout.opened" }]);
  });
});

describe("a trial with a card", () => {
  it("begins at the checkout with nothing to pay, once for a tenant", async () => {
    const tenant = await makeTenant(sql);
    const trial = await makePlanOnSale(sql, featureId, { priceMinor: 2900, trialDays: 14 });
    // The content of a published version is fixed; a trigger keeps that.
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update plan_version set trial_needs_card = true where id = ${trial.planVersionId}`;
    });
    const { sessionId } = await buy(tenant, trial.planVersionId);
    await finishCheckout(tenant.as("owner"), { sessionId });
    expect(await held(tenant.id)).toMatchObject({ status: "trialing", source: "stripe" });
    const customer = await customerOf(tenant.id);
    const [paid] = (await sandbox.stripe.invoices.list({ customer })).data;
    expect(paid?.amount_paid ?? 0).toBe(0);
    const [subscription] = (await sandbox.stripe.subscriptions.list({ customer })).data;
    await sandbox.stripe.subscriptions.cancel(subscription?.id ?? "");
    await syncTenant(tenant.id, new Date());
    expect(await held(tenant.id)).toMatchObject({ status: "ended" });

    await buy(tenant, trial.planVersionId);
    await syncTenant(tenant.id, new Date());
    expect(await held(tenant.id)).toMatchObject({ status: "active" });
  });
});

describe("a plan for which nobody pays", () => {
  it("begins at once, and gives way to one that is paid", async () => {
    const tenant = await makeTenant(sql);
    const free = await makePlanOnSale(sql, featureId, { priceMinor: 0 });
    expect(await openCheckout(tenant.as("owner"), { planVersionId: free.planVersionId })).toEqual({
      done: true,
      intentId: null,
    });
    expect(await held(tenant.id)).toEqual({ planVersionId: free.planVersionId, status: "active", source: "nobody" });
    await buy(tenant, pro.planVersionId);
    await syncTenant(tenant.id, new Date());
    expect(await held(tenant.id)).toMatchObject({ planVersionId: pro.planVersionId, source: "stripe" });
    const rows = await sql`select 1 from billing_subscription where tenant_id = ${tenant.id} and ended_at is null`;
    expect(rows).toHaveLength(1);
  });

  it("is a trial without a card once, whose days go on behind a checkout", async () => {
    const tenant = await makeTenant(sql);
    const trial = await makePlanOnSale(sql, featureId, { priceMinor: 2900, trialDays: 14 });
    await openCheckout(tenant.as("owner"), { planVersionId: trial.planVersionId });
    expect(await held(tenant.id)).toMatchObject({ status: "trialing", source: "nobody" });
    const url = mustUrl(await openCheckout(tenant.as("owner"), { planVersionId: trial.planVersionId }));
    await sandbox.pay(url);
    await finishCheckout(tenant.as("owner"), { sessionId: sessionOf(url) });
    expect(await held(tenant.id)).toMatchObject({ status: "trialing", source: "stripe" });
    const [row] = await sql<{ days: number }[]>`
      select extract(epoch from trial_end - now()) / 86400 as days from billing_subscription
       where tenant_id = ${tenant.id} and billed_by = 'stripe'`;
    expect(Number(row?.days)).toBeGreaterThan(13.9);
    expect(Number(row?.days)).toBeLessThanOrEqual(14);
  });
});

describe("buying credits", () => {
  const makePack = async (over: { currency?: string; archived?: boolean } = {}) => {
    const id = newId("creditPack", new Date());
    await sql`insert into credit_pack (id, name, credit_micro, price_minor, currency, created_at, archived_at)
              values (${id}, '500 credits', 500000000, 5000, ${over.currency ?? "EUR"}, now(),
                      ${over.archived ? new Date() : null})`;
    return id;
  };
  const lots = (tenantId: string) =>
    sql<{ micro: number; sourceType: string }[]>`
      select micro, source_type as "sourceType" from credit_lot where tenant_id = ${tenantId}`;

  it("gives them once, however often the page, the event and the poll come", async () => {
    const tenant = await makeTenant(sql);
    const creditPackId = await makePack();
    const { url } = await openCreditCheckout(tenant.as("billing"), { creditPackId });
    await sandbox.pay(url, "4000 0000 0000 0002");
    await syncTenant(tenant.id, new Date());
    expect(await lots(tenant.id)).toEqual([]);
    await sandbox.pay(url);
    const look = () => finishCheckout(tenant.as("owner"), { sessionId: sessionOf(url) });
    await Promise.all([look(), syncTenant(tenant.id, new Date()), look(), syncTenant(tenant.id, new Date())]);
    await syncTenant(tenant.id, new Date());
    expect(await lots(tenant.id)).toEqual([{ micro: 500_000_000, sourceType: "purchase" }]);
    expect(await look()).toMatchObject({ status: "completed", credits: "500.00", packName: "500 credits" });
    const [account] = await sql<{ currency: string; card: string | null }[]>`
      select currency, default_payment_method_id as card from billing_account where tenant_id = ${tenant.id}`;
    expect(account?.currency).toBe("EUR");
  });

  it("refuses packs that are unknown, archived or in another currency", async () => {
    const tenant = await makeTenant(sql);
    await sql`insert into billing_account (tenant_id, currency) values (${tenant.id}, 'EUR')`;
    const open = (creditPackId: string) => openCreditCheckout(tenant.as("owner"), { creditPackId });
    await expect(open(newId("creditPack", new Date()))).rejects.toMatchObject({ code: "validation_failed" });
    await expect(open(await makePack({ archived: true }))).rejects.toMatchObject({ code: "validation_failed" });
    await expect(open(await makePack({ currency: "USD" }))).rejects.toMatchObject({ code: "conflict" });
    await expect(
      openCreditCheckout(tenant.as("owner"), { creditPackId: "pck_1", amountMinor: -5 } as never),
    ).rejects.toMatchObject({ code: "validation_failed" });
  });
});

describe("saving a card", () => {
  it("makes it the customer's default", async () => {
    const tenant = await makeTenant(sql);
    const { url } = await openCardCheckout(tenant.as("owner"), {});
    await sandbox.pay(url, "5555 5555 5555 4444");
    await finishCheckout(tenant.as("owner"), { sessionId: sessionOf(url) });
    await expect
      .poll(async () => {
        await syncTenant(tenant.id, new Date());
        const rows = await sql<{ brand: string }[]>`
          select brand from payment_method where tenant_id = ${tenant.id} and is_default`;
        return rows.map(({ brand }) => brand);
      })
      .toEqual(["mastercard"]);
  });
});
