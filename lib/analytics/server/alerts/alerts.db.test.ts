import { beforeEach, describe, expect, test } from "vitest";
import { makeLedger, makeNode } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { findLag } from "@/lib/analytics/server/alerts/find-lag-evidence";
import {
  findFailingPayments,
  findGaps,
  findSlowUnblocks,
  findTopTenants,
  findUnreadEvents,
} from "@/lib/analytics/server/alerts/find-money-evidence";
import { findMoreRefused, findNewlyRefused, findWrongful } from "@/lib/analytics/server/alerts/find-refusal-evidence";
import { findSilence, findUnknown } from "@/lib/analytics/server/alerts/find-traffic-evidence";
import { watchAlerts } from "@/lib/analytics/server/alerts/watch-alerts";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date("2026-11-21T12:07:00Z");
const minuteMs = 60_000;
const dayMs = 86_400_000;
const ago = (ms: number) => new Date(now.getTime() - ms);
const ledger = await makeLedger(sql, 10);

type Call = { agoMs: number; code?: string | null; status?: number; tenantId?: string; weight?: number };
const write = (calls: readonly Call[]) =>
  sql`insert into request_log ${sql(
    calls.map(({ agoMs, code = null, status = code ? 402 : 200, tenantId = ledger.tenantId, weight = 1 }) => ({
      request_id: newId("request", ago(agoMs)),
      decided_at: ago(agoMs),
      mode: "live",
      door: "gateway",
      tenant_id: tenantId,
      feature_id: ledger.featureId,
      method: "GET",
      status,
      code,
      gate_us: 1,
      total_ms: 1,
      weight,
    })),
  )}`;
const makeTenants = async (count: number) => {
  const ids = Array.from({ length: count }, () => newId("tenant", now));
  for (const id of ids) await sql`insert into tenant (id, name, created_at) values (${id}, ${`Tenant ${id}`}, ${now})`;
  return ids;
};
const alerts = () =>
  sql`select rule, object, is_open as "isOpen", closed_at is not null as closed from alert order by rule, object`;

beforeEach(async () => {
  await sql`truncate request_log, roll_quarter, roll_hour, roll_day, episode, episode_mark, alert, refusal_audit,
    risk_day, signal_firing, subscription_change, reconcile_run, stripe_event cascade`;
});

describe("more tenants are refused than usual", () => {
  test("is found where most were not in the same hour of the weeks before", async () => {
    const tenants = await makeTenants(20);
    const calls = tenants.flatMap((tenantId, i) => [
      ...[1, 2, 3, 4].map((week) => ({ agoMs: week * 7 * dayMs + 5 * minuteMs, tenantId })),
      { agoMs: 5 * minuteMs, tenantId, code: i < 8 ? "quota_exhausted" : null },
    ]);
    await write(calls);
    expect(await findMoreRefused(sql, now, "UTC")).toMatchObject([
      {
        rule: "AL2",
        sentence: expect.stringContaining(
          "8 tenants were refused in the last hour; in the same hour of the last four weeks 0 were",
        ),
      },
    ]);
    await write(
      tenants.flatMap((tenantId, i) =>
        [1, 2, 3, 4].flatMap((week) =>
          i < 8 ? [{ agoMs: week * 7 * dayMs + 4 * minuteMs, tenantId, code: "quota_exhausted" }] : [],
        ),
      ),
    );
    expect(await findMoreRefused(sql, now, "UTC")).toEqual([]);
  });
});

describe("a new version", () => {
  const change = (agoMs: number) => sql`
    insert into subscription_change (id, tenant_id, at, from_status, to_status, from_plan_version_id, to_plan_version_id, source)
    values ('sch_1', ${ledger.tenantId}, ${ago(agoMs)}, 'active', 'active', ${oldVersion}, ${ledger.versionId}, 'manual')`;
  const refused = (agoMs: number) => sql`
    insert into episode (id, tenant_id, feature_id, code, class, plan_version_id, opened_at, last_refused_at,
      first_request_id, last_request_id, refusals, asked_units, cheapest_units, blind_retries)
    values (${`epi_${agoMs}`}, ${ledger.tenantId}, ${ledger.featureId}, ${`code_${agoMs}`}, 'money', ${ledger.versionId},
      ${ago(agoMs)}, ${ago(agoMs)}, 'req_1', 'req_1', 1, 1, 1, 0)`;
  const oldVersion = newId("planVersion", now);

  test("that refuses a tenant within a day of its move is found, unless it was refused before", async () => {
    await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
              select ${oldVersion}, plan_id, 9, 'draft', 0, 'EUR', ${now}, ${now} from plan_version where id = ${ledger.versionId}`;
    await sql`alter table plan_version disable trigger user`;
    await sql`update plan_version set published_at = ${ago(2 * dayMs)} where id = ${ledger.versionId}`;
    await sql`alter table plan_version enable trigger user`;
    await change(1.5 * dayMs);
    expect(await findNewlyRefused(sql, now)).toEqual([]);
    await refused(1.4 * dayMs);
    expect(await findNewlyRefused(sql, now)).toMatchObject([
      { rule: "AL3", object: ledger.versionId, sentence: expect.stringContaining("refuses Acme within a day") },
    ]);
    await refused(9 * dayMs);
    expect(await findNewlyRefused(sql, now)).toEqual([]);
  });
});

test("doubt of the gate is found from 20 calls in five minutes", async () => {
  await write([{ agoMs: minuteMs, code: "entitlement_unavailable", status: 503, weight: 19 }, { agoMs: minuteMs }]);
  expect(await findUnknown(sql, now)).toEqual([]);
  await write([
    { agoMs: minuteMs, code: "internal_error", status: 500 },
    { agoMs: 6 * minuteMs, code: "internal_error", status: 500, weight: 100 },
  ]);
  expect(await findUnknown(sql, now)).toMatchObject([{ sentence: expect.stringContaining("20 of 21 calls") }]);
});

describe("silence of everybody", () => {
  beforeEach(async () => {
    await sql`update install set created_at = ${ago(30 * dayMs)}`;
  });
  const busy = (day: number) =>
    Array.from({ length: 16 }, (_, i) => ({ agoMs: day * dayMs + (i + 0.5) * 15 * minuteMs }));
  test("is found after a quarter of an hour where calls never stop at this hour", async () => {
    await write(Array.from({ length: 10 }, (_, i) => busy(i + 1)).flat());
    await write([{ agoMs: 10 * minuteMs }]);
    expect(await findSilence(sql, now)).toEqual([]);
    await sql`truncate request_log, roll_quarter, roll_hour, roll_day`;
    await write([...Array.from({ length: 10 }, (_, i) => busy(i + 1)).flat(), { agoMs: 40 * minuteMs }]);
    expect(await findSilence(sql, now)).toMatchObject([
      { sentence: expect.stringContaining("for 40 minutes; at this hour 15 minutes") },
    ]);
  });
  test("is not measured by calls that are older than the installation", async () => {
    await sql`update install set created_at = ${ago(3 * minuteMs)}`;
    await write([...Array.from({ length: 10 }, (_, i) => busy(i + 1)).flat(), { agoMs: 40 * minuteMs }]);
    expect(await findSilence(sql, now)).toEqual([]);
  });
  test("is usual where nobody calls for hours", async () => {
    await write(Array.from({ length: 10 }, (_, i) => ({ agoMs: (i + 1) * dayMs + minuteMs })));
    await write([{ agoMs: 100 * minuteMs }]);
    expect(await findSilence(sql, now)).toEqual([]);
  });
  test("is nobody's matter where nobody ever called", async () => {
    expect(await findSilence(sql, now)).toEqual([]);
  });
});

describe("a gateway", () => {
  test("that holds units is behind when it is silent for a minute, and its counts are stale after ten", async () => {
    const node = await makeNode(sql);
    const { accountId } = await ledger.open();
    await node.acquire(accountId ?? "", 2);
    const at = (ms: number) =>
      sql`update node set seen_at = ${ago(ms)}, flushed_until = ${ago(ms)} where node_id = ${node.nodeId}`;
    await at(30_000);
    expect(await findLag(sql, now)).toEqual({ evidence: [], isStale: false });
    await at(2 * minuteMs);
    expect(await findLag(sql, now)).toMatchObject({ evidence: [{ rule: "AL9", object: node.nodeId }], isStale: false });
    await at(11 * minuteMs);
    expect(await findLag(sql, now)).toMatchObject({ isStale: true });
    await sql`update lease set state = 'closed' where node_id = ${node.nodeId}`;
    expect(await findLag(sql, now)).toEqual({ evidence: [], isStale: false });
  });
  test("is not to blame where runs of refusals wait to be counted", async () => {
    await sql`insert into episode_mark (tenant_id, feature_id, since) values (${ledger.tenantId}, '', ${ago(30 * minuteMs)})`;
    expect((await findLag(sql, now)).evidence).toMatchObject([{ rule: "AL9", object: "episodes" }]);
  });
});

test("a top tenant that turns silent is found by name and revenue", async () => {
  await sql`insert into risk_day (day, tenant_id, score, band, firings, families, expansions, mrr_minor, owed_minor, currency, written_at)
            values ('2026-11-21', ${ledger.tenantId}, 30, 'watch', '[]', '{}', '[]', 9900, 0, 'EUR', ${now})`;
  expect(await findTopTenants(sql)).toEqual([]);
  await sql`insert into signal_firing (tenant_id, signal, opened_at, seen_at, weight, sentence)
            values (${ledger.tenantId}, 'S2', ${now}, ${now}, 1, 'No allowed call for 11 days.'),
                   (${ledger.tenantId}, 'S12', ${now}, ${now}, 1, 'A card expires.')`;
  expect(await findTopTenants(sql)).toEqual([
    {
      rule: "AL12",
      object: ledger.tenantId,
      sentence: "Acme, €99.00 a month: No allowed call for 11 days.",
      href: `/admin/tenants/${ledger.tenantId}`,
    },
  ]);
});

test("events of the provider that wait for more than ten minutes are found", async () => {
  const event = (id: string, agoMs: number, status: string) => sql`
    insert into stripe_event (stripe_event_id, type, livemode, created, source, status, next_at, received_at)
    values (${id}, 'invoice.paid', false, ${ago(agoMs)}, 'webhook', ${status}, ${now}, ${ago(agoMs)})`;
  await event("evt_1", 30 * minuteMs, "done");
  await event("evt_2", 5 * minuteMs, "new");
  expect(await findUnreadEvents(sql, now)).toEqual([]);
  await event("evt_3", 11 * minuteMs, "claimed");
  expect(await findUnreadEvents(sql, now)).toMatchObject([
    { rule: "AL11", sentence: expect.stringContaining("11 minutes") },
  ]);
});

test("wrongful refusals open at once; the rest after a second look; all close after three clean ones", async () => {
  const look = watchAlerts(sql);
  const at = (minutes: number) => new Date(now.getTime() + minutes * minuteMs);
  await sql`insert into refusal_audit (day, checked, wrongful, held_away, findings, ran_at)
            values ('2026-11-20', 10, 2, 0, '[{"requestId":"req_1","tenantId":"tnt_1","text":"x"}]', ${now})`;
  await sql`insert into reconcile_run (id, kind, started_at, finished_at, counts)
            values ('rec_1', 'usage_check', ${now}, ${now}, '{"rows": 4, "differing": 0}')`;
  await write([{ agoMs: minuteMs, code: "internal_error", status: 500, weight: 50 }]);
  expect(await look(at(0))).toEqual({ opened: 1, closed: 0 });
  expect(await alerts()).toEqual([
    { rule: "AL1", object: "2026-11-20", isOpen: true, closed: false },
    { rule: "AL6", object: "", isOpen: false, closed: false },
  ]);
  expect(await look(at(1))).toEqual({ opened: 1, closed: 0 });
  await sql`update refusal_audit set wrongful = 0`;
  await sql`update reconcile_run set counts = '{"rows": 4, "differing": 1}'`;
  expect(await look(at(8))).toEqual({ opened: 1, closed: 0 });
  await look(at(9));
  expect(await look(at(10))).toEqual({ opened: 0, closed: 2 });
  expect(await alerts()).toEqual([
    { rule: "AL1", object: "2026-11-20", isOpen: false, closed: true },
    { rule: "AL6", object: "", isOpen: false, closed: true },
    { rule: "AL8", object: "", isOpen: true, closed: false },
  ]);
});

test("nothing is found where nothing is wrong", async () => {
  for (const find of [findWrongful, findSlowUnblocks, findFailingPayments, findGaps, findTopTenants]) {
    expect(await find(sql, now)).toEqual([]);
  }
});
