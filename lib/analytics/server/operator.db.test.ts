import { beforeEach, describe, expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { listAllRequests } from "@/lib/analytics/server/list-all-requests";
import { listGateways } from "@/lib/analytics/server/list-gateways";
import { listRefusedTenants } from "@/lib/analytics/server/list-refused-tenants";
import { refusalRate } from "@/lib/analytics/server/refusal-rate";
import { requestVolume } from "@/lib/analytics/server/request-volume";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const support = () => staffCtx("support", { now });
const { featureId, apiId, routeId } = await makeRoute(sql);
const hour = 3_600_000;

type Row = {
  status: number;
  code?: string | null;
  weight?: number;
  tenantId?: string;
  agoMs?: number;
  mode?: string;
  free?: boolean;
};
async function logged({ status, code = null, weight = 1, tenantId, agoMs = 60_000, mode = "live", free = false }: Row) {
  const at = new Date(now.getTime() - agoMs);
  const id = newId("request", at);
  await sql`insert into request_log (request_id, decided_at, mode, door, tenant_id, api_id, route_id, feature_id, method,
                                     status, code, gate_us, total_ms, weight)
            values (${id}, ${at}, ${mode}, 'gateway', ${tenantId ?? null}, ${apiId}, ${routeId},
                    ${free ? null : featureId}, 'GET', ${status}, ${code}, 12, 3, ${weight})`;
  return id;
}
beforeEach(() => sql`delete from request_log`);

describe("the 402 rate", () => {
  test("has one denominator: allowed calls on a feature and refusals for money, by weight", async () => {
    await logged({ status: 200 });
    await logged({ status: 502, code: "upstream_error" });
    await logged({ status: 402, code: "quota_exhausted", weight: 5 });
    await logged({ status: 402, code: "credits_exhausted", weight: 2 });
    await logged({ status: 402, code: "credits_insufficient" });
    await logged({ status: 402, code: "feature_not_in_plan" });
    await logged({ status: 402, code: "subscription_required" });
    await logged({ status: 429, code: "rate_limited", weight: 9 });
    await logged({ status: 403, code: "permission_denied" });
    await logged({ status: 401, code: "invalid_api_key" });
    await logged({ status: 503, code: "entitlement_unavailable" });
    await logged({ status: 200, free: true });
    await logged({ status: 402, code: "quota_exhausted", mode: "test", weight: 100 });
    const rate = await refusalRate(support(), { range: "24h" });
    expect(rate).toMatchObject({ eligible: 12, refused: 10 });
    const families = rate.buckets.filter((bucket) => bucket.eligible > 0).map((bucket) => bucket.refused);
    expect(families).toEqual([{ quota: 5, credits: 3, overdue: 0, not_in_plan: 1, no_plan: 1, payment: 0 }]);
  });
  test("has a bucket for every step, and only the last is open", async () => {
    const { buckets } = await refusalRate(support(), { range: "24h" });
    expect(buckets).toHaveLength(48);
    expect(buckets.filter((bucket) => !bucket.complete)).toEqual([buckets.at(-1)]);
  });
  test("leaves out what lies before the window", async () => {
    await logged({ status: 402, code: "quota_exhausted", agoMs: 2 * hour });
    expect((await refusalRate(support(), { range: "1h" })).refused).toBe(0);
    expect((await refusalRate(support(), { range: "24h" })).refused).toBe(1);
  });
});

test("request volume counts every live call once, by class", async () => {
  for (const status of [200, 204, 304, 402, 429, 401, 404, 502]) await logged({ status });
  const volume = await requestVolume(support(), { range: "24h" });
  expect(volume.calls).toBe(8);
  const [bucket] = volume.buckets.filter(({ calls }) => calls.ok > 0);
  expect(bucket?.calls).toEqual({ ok: 3, "402": 1, "429": 1, "4xx": 2, "5xx": 1 });
});

describe("a tenant that is refused now", () => {
  const full = async (name: string) => {
    const tenant = await makeTenant(sql, name);
    const anchor = new Date(now.getTime() - hour);
    await putOnTestPlan(sql, { tenantId: tenant.id, featureId, units: 10, anchor });
    await sql`insert into ledger_account (tenant_id, account_id, kind, unit, feature_id, mode, period_start, period_end, posted,
                                          consumed)
              values (${tenant.id}, ${newId("account", now)}, 'quota', ${featureId}, ${featureId}, 'live', ${anchor},
                      ${new Date(now.getTime() + 20 * 24 * hour)}, 10, 10)`;
    return tenant.id;
  };
  const names = async () => (await listRefusedTenants(support(), { range: "24h" })).rows.map((row) => row.tenantName);

  test("is listed with its newest refusal, limit and use", async () => {
    const tenantId = await full("At the wall");
    await logged({ status: 402, code: "quota_exhausted", tenantId, weight: 40, agoMs: 120_000 });
    const requestId = await logged({ status: 402, code: "quota_exhausted", tenantId });
    const refused = await listRefusedTenants(support(), { range: "24h" });
    expect(refused).toMatchObject({
      rows: [{ tenantId, requestId, code: "quota_exhausted", refusals: 41, limitUnits: 10, usedUnits: 10 }],
      refused: 1,
      asked: 1,
    });
  });
  test("leaves the list with the next allowed call", async () => {
    const tenantId = await full("Let through");
    await logged({ status: 402, code: "quota_exhausted", tenantId, agoMs: 120_000 });
    await logged({ status: 200, tenantId });
    expect(await names()).toEqual([]);
  });
  test("leaves the list when an exception opens the gate, before anybody calls", async () => {
    const tenantId = await full("Granted");
    await logged({ status: 402, code: "quota_exhausted", tenantId });
    expect(await names()).toEqual(["Granted"]);
    await sql`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
              values (${tenantId}, ${newId("exception", now)}, 'extra_units', ${featureId}, 5, 'bridge',
                      ${new Date(now.getTime() - 1)}, ${new Date(now.getTime() + hour)}, 'test', ${now})`;
    expect(await names()).toEqual([]);
  });
  test("without a plan stays until it has one", async () => {
    const tenant = await makeTenant(sql, "No plan");
    await logged({ status: 402, code: "subscription_required", tenantId: tenant.id });
    expect(await names()).toEqual(["No plan"]);
    await putOnTestPlan(sql, { tenantId: tenant.id, featureId, units: 10, anchor: now });
    expect(await names()).toEqual([]);
  });
});

describe("the log of all calls", () => {
  test("is filtered by status, class, code and tenant", async () => {
    const tenant = await makeTenant(sql, "Filtered");
    await logged({ status: 200 });
    await logged({ status: 402, code: "quota_exhausted", tenantId: tenant.id });
    await logged({ status: 502, code: "upstream_error" });
    await logged({ status: 504, code: "upstream_timeout" });
    const statuses = async (input: Parameters<typeof listAllRequests>[1]) =>
      (await listAllRequests(support(), input)).rows.map((row) => row.status).sort();
    expect(await statuses({ status: "402" })).toEqual([402]);
    expect(await statuses({ status: "402,5xx" })).toEqual([402, 502, 504]);
    expect(await statuses({ code: "upstream_timeout" })).toEqual([504]);
    expect(await statuses({ tenant: tenant.id })).toEqual([402]);
    expect(await statuses({ key: newId("key", now) })).toEqual([]);
    expect(await statuses({ mode: "test" })).toEqual([]);
  });
  test("goes on where the page before ended, without a gap or a repeat", async () => {
    for (let index = 0; index < 120; index++) await logged({ status: 200, agoMs: 1000 * Math.floor(index / 3) });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listAllRequests(support(), { after });
      seen.push(...page.rows.map((row) => row.requestId));
      after = page.next ?? undefined;
    } while (after);
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });
  test.each([
    ["status", { status: "402;drop" }],
    ["code", { code: "no_such_code" }],
    ["after", { after: "yesterday" }],
    ["tenant", { tenant: "tnt_1" }],
  ])("refuses a malformed %s and names it", async (name, input) => {
    await expect(listAllRequests(support(), input)).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer: `/${name}` }] },
    });
  });
});

test("a gateway is up while it reports", async () => {
  for (const [agoMs, door] of [
    [1000, "gateway"],
    [60_000, "gateway"],
  ] as const) {
    const at = new Date(now.getTime() - agoMs);
    await sql`insert into node (node_id, door, started_at, seen_at) values (${newId("node", now)}, ${door}, ${at}, ${at})`;
  }
  expect(await listGateways(support())).toHaveLength(1);
});

test.each([
  ["refusalRate", () => refusalRate(staffCtx(null), {})],
  ["requestVolume", () => requestVolume(staffCtx(null), {})],
  ["listRefusedTenants", () => listRefusedTenants(staffCtx(null), {})],
  ["listAllRequests", () => listAllRequests(staffCtx(null), {})],
  ["listGateways", () => listGateways(staffCtx(null))],
])("%s refuses people who are not staff", async (_name, read) => {
  await expect(read()).rejects.toMatchObject({ code: "not_found" });
});
