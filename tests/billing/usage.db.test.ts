import { describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { flushTenantUsage } from "@/lib/billing/server/usage/flush-tenant-usage";
import { sealWindows } from "@/lib/billing/server/usage/seal-windows";
import { sendMeterRows } from "@/lib/billing/server/usage/send-meter-rows";
import { hourMs, type MeteredTenant, makeMeteredPlan } from "@/tests/billing/metered-world";
import { openSandbox } from "@/tests/billing/open-sandbox";

const { sql } = await testDatabase();
const sandbox = await openSandbox();
const world = await makeMeteredPlan(sql, sandbox.stripe);

type Row = { units: number; seq: number; status: string; identifier: string; error: string | null; sentTs: Date };
const rowsOf = (of: MeteredTenant) => sql<Row[]>`
  select units, seq, status, identifier, error, sent_ts as "sentTs" from meter_row where tenant_id = ${of.tenantId}
   order by window_start, seq`;
/** The hour in which the tests began, also where they run on into the next. */
const beganIn = new Date(Math.floor(Date.now() / hourMs) * hourMs);
const hourStart = () => beganIn;
/** How long ago the middle of the last full hour was. */
const lastHourAgo = () => Date.now() - hourStart().getTime() + hourMs / 2;
/** Long after the hour: nothing is waited for. */
const later = () => new Date(hourStart().getTime() + 10 * 60_000);

describe("sealWindows", () => {
  it("writes one row for each hour, and reports an hour once", async () => {
    const tenant = await world.subscribe();
    await world.use(tenant, 30, lastHourAgo());
    await world.use(tenant, 12, lastHourAgo());
    await world.use(tenant, 5, lastHourAgo() + hourMs);
    await sealWindows(later());
    await sealWindows(later());
    expect((await rowsOf(tenant)).map(({ units, seq }) => [units, seq])).toEqual([
      [5, 0],
      [42, 0],
    ]);
  });

  it("leaves an hour open that still runs", async () => {
    const tenant = await world.subscribe();
    const now = new Date();
    await world.use(tenant, 9);
    await sealWindows(now);
    expect(await rowsOf(tenant)).toEqual([]);
  });

  it("waits for a gateway that has not reported the hour, for five minutes", async () => {
    const tenant = await world.subscribe();
    await world.use(tenant, 9, lastHourAgo());
    const soon = new Date(hourStart().getTime() + 60_000);
    await sql`update node set flushed_until = ${new Date(hourStart().getTime() - 1_000)}, seen_at = ${soon}`;
    await sealWindows(soon);
    expect(await rowsOf(tenant)).toEqual([]);
    await sql`update node set flushed_until = ${hourStart()}`;
    await sealWindows(soon);
    expect(await rowsOf(tenant)).toHaveLength(1);
  });

  it("does not wait for a gateway longer than five minutes", async () => {
    const tenant = await world.subscribe();
    await world.use(tenant, 9, lastHourAgo());
    await sql`update node set flushed_until = ${new Date(hourStart().getTime() - hourMs)}, seen_at = ${later()}`;
    await sealWindows(later());
    expect(await rowsOf(tenant)).toHaveLength(1);
  });

  it("reports what comes late to a sealed hour as a further row, never by changing the first", async () => {
    const tenant = await world.subscribe();
    await world.use(tenant, 30, lastHourAgo());
    await sealWindows(later());
    await world.use(tenant, 3, lastHourAgo());
    await sealWindows(later());
    const rows = await rowsOf(tenant);
    expect(rows.map(({ units, seq }) => [units, seq])).toEqual([
      [30, 0],
      [3, 1],
    ]);
    expect(new Set(rows.map(({ identifier }) => identifier)).size).toBe(2);
  });

  it("takes a correction off the following hours, and asks staff when none follows", async () => {
    const tenant = await world.subscribe();
    await world.use(tenant, 40, lastHourAgo() + hourMs);
    await flushTenantUsage(tenant.tenantId, new Date(hourStart().getTime() - hourMs));
    const lines = [
      {
        line: 1,
        kind: "correction",
        unit: world.featureId,
        from: `issued:${world.featureId}`,
        to: tenant.accountId,
        amount: 15,
        reason: "test",
      },
    ];
    await sql`select ledger_post('correction', ${tenant.accountId}, ${JSON.stringify(lines)}::text::jsonb)`;
    await world.use(tenant, 25, lastHourAgo());
    await sealWindows(later());
    expect((await rowsOf(tenant)).map(({ units }) => units)).toEqual([40, 10]);

    await sql`select ledger_post('correction', 'more', ${JSON.stringify([{ ...lines[0], amount: 7 }])}::text::jsonb)`;
    await sql`update ledger_account set state = 'sealed' where account_id = ${tenant.accountId}`;
    await sealWindows(later());
    expect((await rowsOf(tenant)).map(({ units }) => units)).toEqual([40, 10]);
    const tasks = await sql`select kind, details from billing_task where tenant_id = ${tenant.tenantId}`;
    expect(tasks).toMatchObject([{ kind: "usage_overreported", details: { units: 7 } }]);
  });

  it("reports nothing of what a tenant used while it was not billed by Stripe", async () => {
    const tenant = await world.subscribe();
    await sql`update subscription_change set at = ${hourStart()} where tenant_id = ${tenant.tenantId}`;
    await world.use(tenant, 30, lastHourAgo());
    await sealWindows(later());
    expect(await rowsOf(tenant)).toEqual([]);
  });
});

describe("sendMeterRows", () => {
  it("counts each row once at Stripe, however often it is sent", async () => {
    const tenant = await world.subscribe();
    await world.use(tenant, 30, lastHourAgo());
    await world.use(tenant, 12, lastHourAgo() + hourMs);
    await sealWindows(later());
    await sendMeterRows(later(), tenant.tenantId);
    await sql`update meter_row set status = 'pending' where tenant_id = ${tenant.tenantId}`;
    const again = await sendMeterRows(later(), tenant.tenantId);
    expect(again).toMatchObject({ duplicate: 2, sent: 0 });
    expect((await rowsOf(tenant)).map(({ status }) => status)).toEqual(["duplicate", "duplicate"]);
    expect(await world.counted(tenant)).toBe(42);
  });

  it("is sent by one of several that would send it at the same time", async () => {
    const tenant = await world.subscribe();
    for (let hour = 0; hour < 2; hour++) await world.use(tenant, 10, lastHourAgo() + hour * hourMs);
    await sealWindows(later());
    const all = await Promise.all([1, 2, 3].map(() => sendMeterRows(later(), tenant.tenantId)));
    await flushTenantUsage(tenant.tenantId, later());
    expect(all.reduce((sum, { duplicate }) => sum + duplicate, 0)).toBe(0);
    expect((await rowsOf(tenant)).map(({ status, error }) => [status, error])).toEqual(Array(2).fill(["sent", null]));
    expect(await world.counted(tenant)).toBe(20);
  });

  it("never reports later than the tenant's clock, which stands", async () => {
    const tenant = await world.subscribe(hourMs);
    await world.use(tenant, 4);
    expect(await flushTenantUsage(tenant.tenantId, new Date())).toEqual({ pending: 0 });
    expect(await rowsOf(tenant)).toMatchObject([{ status: "sent", error: null }]);
    expect(await world.counted(tenant)).toBe(4);
  });

  it("gives up what no invoice takes any more, and tells staff", async () => {
    const [ended, fine] = [await world.subscribe(), await world.subscribe()];
    for (const tenant of [ended, fine]) await world.use(tenant, 8, lastHourAgo());
    await sealWindows(later());
    await sql`update billing_subscription set ended_at = ${later()} where tenant_id = ${ended.tenantId}`;
    await sendMeterRows(later());
    expect(await rowsOf(ended)).toMatchObject([{ status: "dead" }]);
    expect(await rowsOf(fine)).toMatchObject([{ status: "sent" }]);
    const tasks = await sql`select kind from billing_task where tenant_id = ${ended.tenantId}`;
    expect(tasks).toEqual([{ kind: "meter_row_dead" }]);
  });

  it("asks Stripe's sums before it repeats what is too old to be remembered by name", async () => {
    const tenant = await world.subscribe();
    await world.use(tenant, 8, lastHourAgo());
    await sealWindows(later());
    await sendMeterRows(later(), tenant.tenantId);
    await sql`update meter_row set status = 'pending', created_at = now() - interval '2 days', identifier = identifier || 'x'
               where tenant_id = ${tenant.tenantId}`;
    expect(await sendMeterRows(later(), tenant.tenantId)).toMatchObject({ duplicate: 1, sent: 0 });
    expect(await world.counted(tenant)).toBe(8);
  });
});
