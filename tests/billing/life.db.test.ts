import { describe, expect, it } from "vitest";
import { makeNode } from "@/db/testing/make-ledger";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import type { ClockSpan } from "@/lib/billing/clock-step";
import { advanceClock } from "@/lib/billing/server/clock/advance-clock";
import { listClocks } from "@/lib/billing/server/clock/list-clocks";
import { moveClocks } from "@/lib/billing/server/clock/move-clocks";
import { markOverdue } from "@/lib/billing/server/manual/mark-overdue";
import { markPaid } from "@/lib/billing/server/manual/mark-paid";
import { putOnManualBilling } from "@/lib/billing/server/manual/put-on-manual-billing";
import { noticeByTheClock } from "@/lib/billing/server/notices/notice-by-the-clock";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { checkUsageAgrees } from "@/lib/billing/server/usage/check-usage-agrees";
import { flushTenantUsage } from "@/lib/billing/server/usage/flush-tenant-usage";
import { runUsageCheck } from "@/lib/billing/server/usage/run-usage-check";
import { listBanners } from "@/lib/notices/server/list-banners";
import { cards, makeBuyer } from "@/tests/billing/buyer";
import { openSandbox } from "@/tests/billing/open-sandbox";
import { makeMeter, makePlanOnSale } from "@/tests/billing/priced-plans";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const meter = await makeMeter();
const pro = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900, units: 0, overageRateE12: 500_000_000_000 });
const node = await makeNode(sql);

type Buyer = Awaited<ReturnType<typeof makeBuyer>>;

async function buyPro(): Promise<Buyer> {
  const buyer = await makeBuyer(sql, sandbox);
  await buyer.buy(pro.planVersionId, cards.good);
  await syncTenant(buyer.id, new Date());
  return buyer;
}

/** Presses a button of the time machine, and waits until the clock has arrived. */
async function letPass(of: Buyer, by: ClockSpan): Promise<void> {
  await advanceClock(staffCtx("admin", { now: new Date() }), { tenantId: of.id, by });
  for (let turn = 0; turn < 20; turn++) {
    expect((await moveClocks(new Date())).failed).toBe(0);
    const [row] = await sql`select 1 from billing_account where tenant_id = ${of.id} and clock_target is not null`;
    if (!row) return;
  }
  throw new Error("The clock does not arrive.");
}

async function told(of: Buyer): Promise<string[]> {
  await noticeByTheClock(new Date());
  const rows = await sql<{ kind: string }[]>`
    select kind from notice where tenant_id = ${of.id} order by created_at, kind`;
  return rows.map(({ kind }) => kind);
}

/** A call that is paid later. */
async function use(of: Buyer, units: number): Promise<void> {
  const [period] = await sql<{ start: Date; end: Date; offset: number }[]>`
    select b.period_start as start, b.period_end as end, g.clock_offset_seconds as "offset"
      from subscription g join billing_subscription b on b.tenant_id = g.tenant_id and b.ended_at is null
     where g.tenant_id = ${of.id} and g.replaced_at is null`;
  if (!period) throw new Error("Nothing is held.");
  const real = (at: Date) => new Date(at.getTime() - period.offset * 1000);
  const [row] = await sql<{ answer: { status: string; accountId: string } }[]>`
    select account_open('overage', ${of.id}, ${meter.id}, 'live', null, ${real(period.start)}, ${real(period.end)}) as answer`;
  expect(row?.answer.status).toBe("open");
  await node.use([{ accountId: row?.answer.accountId ?? "", leaseId: null, cost: units }], {
    tenantId: of.id,
    featureId: meter.id,
  });
}

describe("a tenant's time", () => {
  it("goes through a renewal that is paid, with nothing to tell", { timeout: 60_000 }, async () => {
    const buyer = await buyPro();
    const before = (await sql`select period_end from billing_subscription where tenant_id = ${buyer.id}`)[0]
      ?.period_end;
    await letPass(buyer, "renewal");
    expect(await buyer.held()).toMatchObject({ status: "active", source: "stripe" });
    const [after] = await sql`select period_start from billing_subscription where tenant_id = ${buyer.id}`;
    expect(after?.period_start).toEqual(before);
    const paid = await sql`select status from invoice where tenant_id = ${buyer.id} order by created_at`;
    expect(paid.map(({ status }) => status)).toEqual(["paid", "paid"]);
    expect(await told(buyer)).toEqual([]);
    const clock = (await listClocks(staffCtx("admin", { now: new Date() }))).find(
      ({ tenant }) => tenant.id === buyer.id,
    );
    expect(clock).toMatchObject({ target: null, planName: pro.name, status: "active" });
    expect(clock?.clockOffsetSeconds).toBeGreaterThan(27 * 86_400);
  });

  it("tells of a failed renewal, of grace and its end, and of the way back, each once", {
    timeout: 90_000,
  }, async () => {
    const buyer = await buyPro();
    await buyer.useCard("pm_card_chargeCustomerFail");
    await letPass(buyer, "renewal");
    expect(await buyer.held()).toMatchObject({ status: "grace" });
    expect(await told(buyer)).toEqual(["payment.failed", "subscription.past_due"]);
    const banners = await listBanners(buyer.owner());
    expect(banners.map(({ kind }) => kind)).toEqual(["subscription.past_due"]);

    await letPass(buyer, "day");
    await letPass(buyer, "day");
    await letPass(buyer, "day");
    expect(await told(buyer)).toEqual(["payment.failed", "subscription.past_due", "subscription.grace_ending"]);

    await letPass(buyer, "grace_end");
    const [standing] = await sql`select held_status(s, now()) as status from subscription s
                                    where tenant_id = ${buyer.id} and replaced_at is null`;
    expect(standing?.status).toBe("suspended");
    expect((await told(buyer)).slice(-1)).toEqual(["subscription.suspended"]);
    expect((await listBanners(buyer.owner())).map(({ kind }) => kind)).toEqual(["subscription.suspended"]);

    await buyer.useCard("pm_card_visa");
    for (const { id } of await sql<{ id: string }[]>`
        select stripe_invoice_id as id from invoice where tenant_id = ${buyer.id} and status = 'open'`) {
      await sandbox.stripe.invoices.pay(id);
    }
    await syncTenant(buyer.id, new Date());
    expect(await buyer.held()).toMatchObject({ status: "active" });
    expect(await told(buyer)).toEqual([
      "payment.failed",
      "subscription.past_due",
      "subscription.grace_ending",
      "subscription.suspended",
      "subscription.restored",
    ]);
    expect(await listBanners(buyer.owner())).toEqual([]);
  });

  it("follows a clock that others moved", { timeout: 60_000 }, async () => {
    const buyer = await buyPro();
    const { customer } = await buyer.account();
    await sandbox.act("advance", { customer, step: "week" });
    await syncTenant(buyer.id, new Date());
    expect((await buyer.account()).offset).toBeGreaterThan(6 * 86_400);
    const [grant] = await sql`select clock_offset_seconds as "offset" from subscription
                               where tenant_id = ${buyer.id} and replaced_at is null`;
    expect(grant?.offset).toBe((await buyer.account()).offset);
  });

  it("moves one at a time, and only where something lies ahead", { timeout: 60_000 }, async () => {
    const buyer = await buyPro();
    const admin = staffCtx("admin", { now: new Date() });
    await expect(advanceClock(admin, { tenantId: buyer.id, by: "grace_end" })).rejects.toMatchObject({
      code: "conflict",
    });
    await advanceClock(admin, { tenantId: buyer.id, by: "day" });
    await expect(advanceClock(admin, { tenantId: buyer.id, by: "day" })).rejects.toMatchObject({ code: "conflict" });
    while ((await moveClocks(new Date())).moving > 0);
    const audit = await sql`select action from audit_log where tenant_id = ${buyer.id} and action = 'clock.advanced'`;
    expect(audit).toHaveLength(1);
  });
});

describe("a tenant that the payment provider does not know", () => {
  it("goes through its trial by its own clock, is warned twice, and told of the end", { timeout: 60_000 }, async () => {
    const trial = await makePlanOnSale(sql, meter.id, { priceMinor: 4_900, trialDays: 14 });
    const buyer = await makeBuyer(sql, sandbox);
    await buyer.buy(trial.planVersionId);
    expect(await buyer.held()).toMatchObject({ status: "trialing", source: "nobody" });
    await letPass(buyer, "week");
    expect(await told(buyer)).toEqual([]);
    for (let day = 0; day < 4; day++) await letPass(buyer, "day");
    expect(await told(buyer)).toEqual(["trial.ending"]);
    for (let day = 0; day < 2; day++) await letPass(buyer, "day");
    expect(await told(buyer)).toEqual(["trial.ending", "trial.ending"]);
    await letPass(buyer, "renewal");
    expect((await told(buyer)).slice(2)).toEqual(["subscription.expired"]);
    expect(await buyer.held()).toMatchObject({ status: "ended", reason: "trial_expired" });
    expect((await listBanners(buyer.owner())).map(({ kind }) => kind)).toEqual(["subscription.expired"]);
  });
});

describe("a tenant that is billed by hand", () => {
  it("is told of a contract that is not paid as of an invoice that is not", { timeout: 60_000 }, async () => {
    const admin = () => staffCtx("admin", { now: new Date() });
    const buyer = await makeBuyer(sql, sandbox);
    const of = { tenantId: buyer.id, reason: "Contract 7" };
    await putOnManualBilling(admin(), { ...of, planVersionId: pro.planVersionId });
    await markOverdue(admin(), of);
    expect(await told(buyer)).toEqual(["subscription.past_due"]);
    await letPass(buyer, "grace_end");
    expect((await told(buyer)).slice(1)).toEqual(["subscription.suspended"]);
    await markPaid(admin(), of);
    expect((await told(buyer)).slice(2)).toEqual(["subscription.restored"]);
    expect(await listBanners(buyer.owner())).toEqual([]);
  });
});

describe("usage, log and invoice", () => {
  it("say the same to the unit, with late units on the next invoice", { timeout: 90_000 }, async () => {
    const buyer = await buyPro();
    await use(buyer, 40);
    await use(buyer, 2);
    await flushTenantUsage(buyer.id, new Date());
    const [account] = await sql<{ id: string }[]>`
      select account_id as id from ledger_account where tenant_id = ${buyer.id} and kind = 'overage'`;
    await letPass(buyer, "renewal");

    // A gateway that was cut off reports a call of the period that has its invoice already.
    await node.use([{ accountId: account?.id ?? "", leaseId: null, cost: 3 }], {
      tenantId: buyer.id,
      featureId: meter.id,
    });
    await use(buyer, 10);
    await flushTenantUsage(buyer.id, new Date());
    const rows = await checkUsageAgrees(new Date(), { tenantId: buyer.id });
    expect(rows).toMatchObject([
      { usedUnits: 10, loggedUnits: 10, overageUnits: 10, sentUnits: 10, summarizedUnits: 10, agrees: true },
      {
        usedUnits: 45,
        loggedUnits: 45,
        overageUnits: 45,
        sentUnits: 45,
        summarizedUnits: 45,
        invoicedUnits: 42,
        agrees: true,
      },
    ]);
    await letPass(buyer, "renewal");
    const after = await checkUsageAgrees(new Date(), { tenantId: buyer.id });
    expect(after.map(({ invoicedUnits, agrees, note }) => [invoicedUnits, agrees, note])).toEqual([
      [10, true, null],
      [45, true, null],
    ]);
    const lines = await sql<{ units: number }[]>`
      select (l ->> 'units')::bigint as units from invoice i, jsonb_array_elements(i.lines) l
       where i.tenant_id = ${buyer.id} and l ->> 'priceId' like '%' || ${meter.id} and (l ->> 'units')::bigint > 0
       order by i.created_at`;
    expect(lines.map(({ units }) => units)).toEqual([42, 13]);
  });

  it("shows a unit that the log lacks, and keeps a task until it is found", { timeout: 60_000 }, async () => {
    const buyer = await buyPro();
    await use(buyer, 5);
    await flushTenantUsage(buyer.id, new Date());
    await sql`update request_log set units = 4 where tenant_id = ${buyer.id} and metered`;
    const admin = () => staffCtx("admin", { now: new Date() });
    const { rows } = await runUsageCheck(admin());
    expect(rows.find(({ tenant }) => tenant.id === buyer.id)).toMatchObject({
      usedUnits: 5,
      loggedUnits: 4,
      agrees: false,
    });
    const open = () =>
      sql`select 1 from billing_task where tenant_id = ${buyer.id} and kind = 'usage_differs' and closed_at is null`;
    expect(await open()).toHaveLength(1);
    await sql`update request_log set units = 5 where tenant_id = ${buyer.id} and metered`;
    await runUsageCheck(admin());
    expect(await open()).toHaveLength(0);
  });
});
