import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { makeLedger, makeNode } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { dateIn } from "@/lib/analytics/report-days";
import { auditDay } from "@/lib/analytics/server/audit/audit-day";
import { auditRefusals } from "@/lib/analytics/server/audit/audit-refusals";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { type OpenedMeter, openMeter } from "@/lib/metering/server/open-meter";
import type { HoldRequest } from "@/lib/metering/types";

const { sql } = await testDatabase();
const now = new Date();
const minuteMs = 60_000;
const dayMs = 86_400_000;
const root = fs.mkdtempSync(path.join(os.tmpdir(), "audit-test-"));
type Ledger = Awaited<ReturnType<typeof makeLedger>>;
type Refusal = { ledger: Ledger; at: Date; code?: string; asked?: number; weight?: number };

const refuse = async ({ ledger, at, code = "quota_exhausted", asked = 1, weight = 1 }: Refusal) => {
  const requestId = newId("request", at);
  await sql`
    insert into request_log (request_id, decided_at, mode, door, tenant_id, feature_id, method, status, code, asked_units,
      gate_us, total_ms, weight)
    values (${requestId}, ${at}, 'live', 'gateway', ${ledger.tenantId}, ${ledger.featureId}, 'GET', 402, ${code}, ${asked},
      1, 1, ${weight})`;
  return requestId;
};
/** A day on which nothing of what the tests do now has happened. */
const tomorrow = new Date(now.getTime() + dayMs);
const audit = (at = now, withinMs?: number) =>
  auditDay(sql, dateIn(at.getTime(), "UTC"), { zone: "UTC", now, ...(withinMs !== undefined && { withinMs }) });
const later = (minutes: number) => new Date(Math.floor(tomorrow.getTime() / dayMs) * dayMs + minutes * minuteMs);

async function draw(ledger: Ledger, cost: number) {
  const { accountId } = await ledger.open();
  const node = await makeNode(sql);
  const { leaseId } = await node.acquire(accountId ?? "", cost);
  await node.use([{ accountId: accountId ?? "", leaseId, cost }], {
    tenantId: ledger.tenantId,
    featureId: ledger.featureId,
  });
  await node.close(leaseId);
  return { node, accountId: accountId ?? "" };
}

beforeEach(async () => {
  await sql`truncate request_log, roll_quarter, roll_hour, roll_day, episode_mark, refusal_audit`;
});

describe("the audit of a day's refusals", () => {
  test("finds one that the ledger would have paid for, with what was left, folded ones in full", async () => {
    const ledger = await makeLedger(sql, 10);
    await draw(ledger, 7);
    const requestId = await refuse({ ledger, at: later(60), asked: 3, weight: 40 });
    await refuse({ ledger, at: later(61), asked: 4 });
    expect(await audit(tomorrow)).toMatchObject({ checked: 41, wrongful: 40, heldAway: 0 });
    expect((await sql`select checked, wrongful, findings from refusal_audit`)[0]).toEqual({
      checked: 41,
      wrongful: 40,
      findings: [
        {
          requestId,
          tenantId: ledger.tenantId,
          text: "quota_exhausted, though 3 units were left and 3 asked. It stands for 40 calls.",
        },
      ],
    });
  });

  test("is silent where all was used, and tells units apart that a lost gateway held", async () => {
    const ledger = await makeLedger(sql, 10);
    const { node, accountId } = await draw(ledger, 7);
    await refuse({ ledger, at: later(60), asked: 4 });
    expect(await audit(tomorrow)).toMatchObject({ wrongful: 0, heldAway: 0 });
    const { leaseId } = await node.acquire(accountId, 3);
    await sql`update lease set state = 'orphan', orphaned_at = ${now} where lease_id = ${leaseId}`;
    await refuse({ ledger, at: later(90), asked: 3 });
    expect(await audit(tomorrow)).toMatchObject({ checked: 2, wrongful: 0, heldAway: 1 });
  });

  test("knows credits and their price", async () => {
    const ledger = await makeLedger(sql, 0);
    await sql`alter table plan_feature disable trigger user`;
    await sql`update plan_feature set credit_micro_per_unit = 100 where plan_version_id = ${ledger.versionId}`;
    await sql`alter table plan_feature enable trigger user`;
    await sql`select credit_lot_open(${ledger.tenantId}, ${newId("creditLot", now)}, 'bought', 250, 100, null, 'test', ${ledger.tenantId}, 't', 't')`;
    await refuse({ ledger, at: later(60), code: "credits_insufficient", asked: 3 });
    expect(await audit(tomorrow)).toMatchObject({ checked: 1, wrongful: 0 });
    await refuse({ ledger, at: later(61), code: "credits_exhausted", asked: 2 });
    expect(await audit(tomorrow)).toMatchObject({ checked: 2, wrongful: 1 });
  });

  test("finds refusals by state and plan that were not so, by subscription and exceptions", async () => {
    const ledger = await makeLedger(sql, 10);
    const { tenantId } = ledger;
    await refuse({ ledger, at: later(60), code: "subscription_past_due" });
    await refuse({ ledger, at: later(61), code: "feature_not_in_plan" });
    expect(await audit(tomorrow)).toMatchObject({ checked: 2, wrongful: 2 });
    await sql`update subscription set status = 'suspended' where tenant_id = ${tenantId}`;
    expect(await audit(tomorrow)).toMatchObject({ checked: 2, wrongful: 1 });
    await sql`insert into exception (tenant_id, id, kind, reason, starts_at, ends_at, granted_by, created_at)
              values (${tenantId}, ${newId("exception", now)}, 'access_until', 'bridge', ${now}, ${later(90)}, 'test', ${now})`;
    expect(await audit(tomorrow)).toMatchObject({ checked: 2, wrongful: 2 });
  });

  test("runs once for each of the last seven complete days", async () => {
    expect(await auditRefusals(sql, now)).toEqual({ days: 7, wrongful: 0 });
    expect(await auditRefusals(sql, now)).toEqual({ days: 0, wrongful: 0 });
    expect(await auditRefusals(sql, new Date(now.getTime() + dayMs))).toEqual({ days: 1, wrongful: 0 });
  });
});

test("no refusal of the real engine is wrongful: two nodes, calls of all sizes, units that come back", {
  timeout: 60_000,
}, async () => {
  const ledgers = await Promise.all([makeLedger(sql, 97), makeLedger(sql, 211)]);
  const meters: OpenedMeter[] = [1, 2].map((n) =>
    openMeter({ door: "gateway", folder: path.join(root, String(n)), database: env(), journalMaxMb: 16, settings: {} }),
  );
  const until = async (isTrue: () => boolean) => {
    for (let n = 0; n < 2_000 && !isTrue(); n++) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isTrue()).toBe(true);
  };
  await until(() => meters.every((meter) => meter.notReady() === null));
  let lastId = 0;
  let isOver = false;
  const tellRecalls = async () => {
    const changes = await sql<{ id: number; accountId: string }[]>`
      select id, subject_id as "accountId" from control_change where subject = 'recall' and id > ${lastId} order by id`;
    lastId = changes.at(-1)?.id ?? lastId;
    for (const { accountId } of changes) for (const meter of meters) meter.recalled(accountId);
  };
  const follow = (async () => {
    for (; !isOver; await sleep(20)) await tellRecalls();
  })();
  let refused = 0;
  const call = async (n: number) => {
    const ledger = ledgers[n % 2] as Ledger;
    const units = 1 + ((n * 7) % 5);
    const hold: HoldRequest = {
      requestId: newId("request", new Date()),
      tenantId: ledger.tenantId,
      keyId: "key_1",
      routeId: "rte_1",
      featureId: ledger.featureId,
      mode: "live",
      units,
      isFixed: n % 3 !== 0,
      minUnits: 1,
      caps: [],
      sources: [
        {
          kind: "quota",
          account: {
            name: `quota:${ledger.tenantId}:${ledger.featureId}:live`,
            kind: "quota",
            tenantId: ledger.tenantId,
            mode: "live",
            featureId: ledger.featureId,
            keyId: null,
            period: ledger.period,
            accountId: null,
          },
        },
      ],
    };
    const meter = meters[(n >> 1) % 2] as OpenedMeter;
    const answer = await meter.reserve(hold);
    if (answer.status === "exhausted") {
      refused++;
      await refuse({ ledger, at: new Date(), asked: units });
    }
    if (answer.status !== "granted") return;
    if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
    const log = JSON.stringify({ mode: "live", door: "gateway", method: "GET", status: 200, gateUs: 1, totalMs: 1 });
    if (n % 4 === 0) meter.settle(answer.admission, { outcome: "void", log });
    else meter.settle(answer.admission, { outcome: "ok", units: n % 3 === 0 ? 1 : units, log });
  };
  for (let round = 0; round < 60; round++) {
    await Promise.all(Array.from({ length: 12 }, (_, n) => call(round * 12 + n)));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  isOver = true;
  await follow;
  await Promise.all(meters.map((meter) => meter.drain(5_000)));
  await Promise.all(meters.map((meter) => meter.close()));
  expect(refused).toBeGreaterThan(10);
  // Without leave for what happens at the same moment.
  expect(await audit(now, 0)).toMatchObject({ checked: refused, wrongful: 0, heldAway: 0 });
});
