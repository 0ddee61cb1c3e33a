import { describe, expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { newId } from "@/lib/id";
import { checkLedger } from "@/lib/metering/server/check-ledger";
import { keepLeases } from "@/lib/metering/server/keep-leases";
import { keepNextPeriods } from "@/lib/metering/server/keep-next-periods";
import { keepPartitions } from "@/lib/metering/server/keep-partitions";
import { keepPeriods } from "@/lib/metering/server/keep-periods";
import { keepRetention } from "@/lib/metering/server/keep-retention";
import { periodAt } from "@/lib/period";

const { sql } = await testDatabase();
const now = new Date();
const hour = 3_600_000;
const day = 24 * hour;
const later = (ms: number) => new Date(now.getTime() + ms);
const { featureId } = await makeRoute(sql);
const tenant = await makeTenant(sql);

async function openNode() {
  const nodeId = newId("node", now);
  await sql`select node_open(${nodeId}, 'gateway', 0)`;
  await sql`select usage_flush(${nodeId}, 1, '[]', ${now})`;
  return nodeId;
}
const silent = (nodeId: string, ms: number) => sql`update node set seen_at = ${later(-ms)} where node_id = ${nodeId}`;

/** A lot with one lease on it. */
async function leasedLot(nodeId: string, source: string) {
  const [lot] = await sql<{ made: { accountId: string } }[]>`
    select credit_lot_open(${tenant.id}, ${`lot_${source}`}, 'bought', 1000, 100, ${later(day)}, 'test', ${source}, 'test',
                           'test') as made`;
  const accountId = lot?.made.accountId ?? "";
  const leaseId = `lea_${source}`;
  await sql`select lease_acquire(${leaseId}, ${accountId}, ${nodeId}, 1, 600, 1, 60000)`;
  return { accountId, leaseId };
}
const leaseState = async (leaseId: string) =>
  (await sql<{ state: string }[]>`select state from lease where lease_id = ${leaseId}`)[0]?.state;
const account = async (accountId: string) =>
  (
    await sql<{ posted: number; consumed: number; reserved: number; state: string }[]>`
      select posted, consumed, reserved, state from ledger_account where account_id = ${accountId}`
  )[0];
const brokenRules = async () =>
  (await checkLedger(sql, null, new Date())).rules.filter(({ ok }) => !ok).map(({ rule }) => rule);

describe("the leases of a silent node", () => {
  test("stay while it is only silent for a moment, wait as orphans, and are written off when their hold is over", async () => {
    const nodeId = await openNode();
    const { accountId, leaseId } = await leasedLot(nodeId, "orphan");
    await sql`update lease set expires_at = ${later(-10_000)} where lease_id = ${leaseId}`;
    expect(await keepLeases(sql)).toEqual({ orphaned: 0, writtenOff: 0, writtenOffUnits: 0 });
    await silent(nodeId, 70_000);
    expect(await keepLeases(sql)).toMatchObject({ orphaned: 1, writtenOff: 0 });
    expect(await account(accountId)).toMatchObject({ reserved: 600 });
    expect(await keepLeases(sql)).toMatchObject({ orphaned: 0, writtenOff: 0 });
    await sql`update lease set orphaned_at = ${later(-16 * 60_000)} where lease_id = ${leaseId}`;
    expect(await keepLeases(sql)).toEqual({ orphaned: 0, writtenOff: 1, writtenOffUnits: 600 });
    expect(await leaseState(leaseId)).toBe("written_off");
    expect(await account(accountId)).toMatchObject({ reserved: 0, posted: 1000 });
    expect(await brokenRules()).toEqual([]);
  });
});

describe("a lot past its expiry", () => {
  test("expires once no lease holds any of it, and is sealed", async () => {
    const nodeId = await openNode();
    const { accountId, leaseId } = await leasedLot(nodeId, "expiry");
    await sql`update ledger_account set period_start = ${later(-2 * day)}, period_end = ${later(-1000)}
               where account_id = ${accountId}`;
    expect(await keepPeriods(sql)).toEqual({ closing: 1, sealed: 0, expired: 0 });
    expect(await account(accountId)).toMatchObject({ state: "closing", posted: 1000, reserved: 600 });
    await sql`select lease_close(${leaseId}, ${nodeId}, 1, 0)`;
    expect(await keepPeriods(sql)).toEqual({ closing: 0, sealed: 1, expired: 1 });
    expect(await account(accountId)).toMatchObject({ state: "sealed", posted: 0, reserved: 0 });
    expect(await keepPeriods(sql)).toEqual({ closing: 0, sealed: 0, expired: 0 });
    expect(await brokenRules()).toEqual([]);
  });
});

describe("the next period", () => {
  // Years of months before an instant that is half a day away: a period ends there, whatever the month.
  const anchor = later(12 * hour);
  anchor.setUTCFullYear(anchor.getUTCFullYear() - 4);

  async function used(name: string, consumed: number) {
    const { id } = await makeTenant(sql, name);
    await putOnTestPlan(sql, { tenantId: id, featureId, units: 10, anchor });
    const { start, end } = periodAt("anniversary", anchor, "UTC", now);
    await sql`select account_open('quota', ${id}, ${featureId}, 'live', null, ${start}, ${end})`;
    await sql`update ledger_account set consumed = ${consumed} where tenant_id = ${id}`;
    return { id, end };
  }
  const openOf = (tenantId: string) =>
    sql<{ start: Date; end: Date; posted: number }[]>`
      select period_start as start, period_end as end, posted from ledger_account
       where tenant_id = ${tenantId} order by period_start`;

  test("is opened a day ahead for who used the one before, with its units, once", async () => {
    const { id, end } = await used("Goes on", 3);
    const idle = await used("Never called", 0);
    const at = new Date(Math.max(now.getTime(), end.getTime() - 20 * hour));
    const early = new Date(end.getTime() - 26 * hour);
    expect(await keepNextPeriods(sql, early)).toBe(0);
    expect(await keepNextPeriods(sql, at)).toBe(1);
    expect(await keepNextPeriods(sql, at)).toBe(0);
    const next = periodAt("anniversary", anchor, "UTC", end);
    expect(await openOf(id)).toEqual([expect.anything(), { ...next, posted: 10 }]);
    expect(await openOf(idle.id)).toHaveLength(1);
  });
  test("is the next of its billing time for a tenant whose clock was moved, also in grace", async () => {
    const { id, end } = await used("Ahead", 3);
    const ahead = 40 * 86_400;
    const billed = new Date(anchor.getTime() + ahead * 1000);
    await sql`update subscription set anchor = ${billed}, clock_offset_seconds = ${ahead}, status = 'grace'
               where tenant_id = ${id}`;
    expect(await keepNextPeriods(sql, new Date(Math.max(now.getTime(), end.getTime() - 20 * hour)))).toBe(1);
    const next = periodAt("anniversary", billed, "UTC", end, ahead);
    expect(next.start).toEqual(end);
    expect((await openOf(id)).at(-1)).toEqual({ ...next, posted: 10 });
  });
  test("is not opened for a subscription that ends before", async () => {
    const { id, end } = await used("Ends", 3);
    await sql`update subscription set ends_at = ${end} where tenant_id = ${id}`;
    expect(await keepNextPeriods(sql, new Date(Math.max(now.getTime(), end.getTime() - 20 * hour)))).toBe(0);
  });
});

describe("the request log", () => {
  test("is opened a week ahead and may be repeated", async () => {
    expect((await keepPartitions(sql, later(3 * day))).opened).toBeGreaterThan(0);
    expect(await keepPartitions(sql, later(3 * day))).toEqual({ opened: 0, dropped: 0 });
  });
  test("is dropped a day at a time, past retention", async () => {
    const long = later(-40 * day)
      .toISOString()
      .slice(0, 10);
    await sql`select open_request_partitions(${long}::date, ${long}::date)`;
    expect((await keepPartitions(sql, now)).dropped).toBe(1);
  });
});

describe("retention", () => {
  test("forgets announced changes, ended leases and nodes that never counted, and keeps what still counts", async () => {
    await keepRetention(sql, now);
    await sql`select record_change('catalog', 'x', null)`;
    await sql`update control_change set at = now() - interval '2 days'`;
    const [idle, counting] = [await openNode(), await openNode()];
    const { leaseId } = await leasedLot(counting, "kept");
    const { leaseId: ended } = await leasedLot(counting, "ended");
    await sql`select lease_close(${ended}, ${counting}, 1, 0)`;
    await sql`update lease set closed_at = ${later(-3 * day)} where lease_id = ${ended}`;
    await sql`update node set seen_at = ${later(-2 * day)} where node_id in (${idle}, ${counting})`;
    expect((await keepRetention(sql, now)).forgotten).toBe(3);
    expect(await leaseState(leaseId)).toBe("open");
    expect(await leaseState(ended)).toBeUndefined();
    const left = await sql`select node_id from node where node_id in (${idle}, ${counting})`;
    expect([...left]).toEqual([{ node_id: counting }]);
  });
});
