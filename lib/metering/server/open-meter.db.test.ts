import { expect, it } from "vitest";
import { connect } from "@/db/connect";
import { testDatabase } from "@/db/testing/test-database";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { openMeter } from "@/lib/metering/server/open-meter";
import type { HoldRequest } from "@/lib/metering/types";
import { periodAt } from "@/lib/period";

const { sql, conn } = await testDatabase();
const now = new Date();
const feature = newId("feature", now);
const version = newId("planVersion", now);
await sql`insert into feature (id, slug, name, kind, created_at) values (${feature}, 'calls', 'Calls', 'meter', now())`;
await sql`insert into plan (id, slug, name, created_at) values ('pln_1', 'p', 'P', now())`;
await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
  values (${version}, 'pln_1', 1, 'draft', 0, 'EUR', now(), now())`;
await sql`insert into plan_feature values (${version}, ${feature}, 10)`;

async function newHold(over: Partial<HoldRequest> = {}): Promise<HoldRequest> {
  const tenantId = newId("tenant", now);
  await sql`insert into tenant (id, name, created_at) values (${tenantId}, 'T', now())`;
  await sql`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
    values (${tenantId}, ${newId("subscription", now)}, ${version}, 'active', ${now}, ${now}, 't')`;
  return {
    tenantId,
    requestId: newId("request", now),
    keyId: "key_1",
    routeId: "rte_1",
    featureId: feature,
    mode: "live",
    units: 4,
    period: periodAt(now, new Date()),
    ...over,
  };
}
const again = (hold: HoldRequest): HoldRequest => ({ ...hold, requestId: newId("request", new Date()) });
const ledgerOf = async ({ tenantId }: HoldRequest) =>
  (await sql`select consumed, reserved from ledger_account where tenant_id = ${tenantId}`)[0];
const meter = openMeter(sql, "nod_1");

it("holds, charges and gives back, each once", async () => {
  const hold = await newHold();
  expect(await meter.reserve(hold, now)).toEqual({ status: "granted", limit: 10, used: 4 });
  const second = again(hold);
  expect(await meter.reserve(second, now)).toEqual({ status: "granted", limit: 10, used: 8 });
  expect(await meter.reserve(again(hold), now)).toEqual({ status: "refused", limit: 10, used: 8 });
  await meter.settle(hold.tenantId, hold.requestId, "ok", 4);
  await meter.settle(hold.tenantId, hold.requestId, "void", 4);
  await meter.settle(second.tenantId, second.requestId, "void", 4);
  expect(await ledgerOf(hold)).toEqual({ consumed: 4, reserved: 0 });
});

it("says when the tenant has no such entitlement, or the clocks disagree about the period", async () => {
  const hold = await newHold();
  expect(await meter.reserve({ ...hold, featureId: "fea_none" }, now)).toEqual({ status: "not_included" });
  const later = new Date(now.getTime() + 40 * 86_400_000);
  const answer = await meter.reserve({ ...hold, period: periodAt(now, later) }, now);
  expect(answer).toMatchObject({ status: "outside_period", at: expect.any(Date) });
});

it("gives back what a statement took whose answer was lost", { timeout: 20_000 }, async () => {
  const hold = await newHold();
  const pool = connect(env(), { max: 1, name: "meter-under-test", maxBackoffSec: 1 });
  const broken = openMeter(pool, "nod_1");
  const blocker = await sql.reserve();
  await blocker`begin`;
  await blocker`select 1 from tenant where id = ${hold.tenantId} for update`;
  // The ledger row refers to the tenant, so this waits for the lock; then its connection is cut.
  const lost = broken.reserve(hold, now).then(
    () => "granted",
    () => "lost",
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'meter-under-test' and datname = ${conn.PGDATABASE}`;
  await blocker`rollback`;
  blocker.release();
  expect(await lost).toBe("lost");
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const ledger = await ledgerOf(hold);
  expect(ledger?.reserved ?? 0).toBe(0);
  expect(await broken.reserve(again(hold), now)).toMatchObject({ status: "granted", used: 4 });
  await pool.end({ timeout: 1 });
});

it("settles in the end what could not be settled at once", { timeout: 20_000 }, async () => {
  const hold = await newHold();
  await meter.reserve(hold, now);
  const pool = connect(env(), { max: 1, name: "settle-under-test", maxBackoffSec: 1, statementTimeoutMs: 300 });
  const slow = openMeter(pool, "nod_1");
  const blocker = await sql.reserve();
  await blocker`begin`;
  await blocker`select 1 from ledger_account where tenant_id = ${hold.tenantId} for update`;
  const settled = slow.settle(hold.tenantId, hold.requestId, "ok", 4);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await ledgerOf(hold)).toEqual({ consumed: 0, reserved: 4 });
  await blocker`rollback`;
  blocker.release();
  await settled;
  expect(await ledgerOf(hold)).toEqual({ consumed: 4, reserved: 0 });
  await pool.end({ timeout: 1 });
});
