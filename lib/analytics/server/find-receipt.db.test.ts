import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { findReceipt } from "@/lib/analytics/server/find-receipt";
import { findRefusalState } from "@/lib/analytics/server/find-refusal-state";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const later = (ms: number) => new Date(now.getTime() + ms);
const [tenantId, keyId, apiId, featureId, planId, versionId] = [
  newId("tenant", now),
  newId("key", now),
  newId("api", now),
  newId("feature", now),
  newId("plan", now),
  newId("planVersion", now),
];

async function logRequest(change: Record<string, unknown> = {}): Promise<string> {
  const requestId = newId("request", now);
  const row = {
    request_id: requestId,
    decided_at: later(3),
    mode: "live",
    door: "gateway",
    tenant_id: tenantId,
    key_id: keyId,
    key_hint: "fg_live_9fK2…7Hq2",
    api_id: apiId,
    feature_id: featureId,
    plan_version_id: versionId,
    method: "GET",
    route_path: "/v1/reports/{id}",
    status: 402,
    code: "quota_exhausted",
    gates: sql.json([{ gate: "quota", result: "refused", limit: 10, used: 10, asked: 1 }]),
    details: sql.json({ feature: "reports" }),
    limit_units: 10,
    used_units: 10,
    asked_units: 1,
    gate_us: 90,
    total_ms: 1,
    ...change,
  };
  await sql`insert into request_log ${sql(row)}`;
  return requestId;
}

beforeAll(async () => {
  await sql`insert into tenant (id, name, created_at) values (${tenantId}, 'Acme', ${now})`;
  await sql`insert into api_key (tenant_id, id, name, mode, created_at, created_by)
            values (${tenantId}, ${keyId}, 'nightly-import', 'live', ${now}, 'test')`;
  await sql`insert into api (id, slug, name, upstream_url, created_at)
            values (${apiId}, 'geo', 'Geo', 'http://upstream.internal', ${now})`;
  await sql`insert into feature (id, slug, name, name_de, kind, created_at)
            values (${featureId}, 'reports', 'Reports', 'Berichte', 'meter', ${now})`;
  await sql`insert into plan (id, slug, name, created_at) values (${planId}, 'starter', 'Starter', ${now})`;
  await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
            values (${versionId}, ${planId}, 3, 'draft', 900, 'EUR', ${now}, ${now})`;
  await sql`insert into plan_feature (plan_version_id, feature_id, limit_units) values (${versionId}, ${featureId}, 10)`;
  await sql`update plan_version set status = 'published', published_at = ${now} where id = ${versionId}`;
});

describe("a receipt", () => {
  it("is found by the request id alone, with the names that its sentence needs", async () => {
    const receipt = await findReceipt(await logRequest());
    expect(receipt).toMatchObject({
      code: "quota_exhausted",
      tenant: { id: tenantId, name: "Acme" },
      key: { id: keyId, name: "nightly-import", hint: "fg_live_9fK2…7Hq2" },
      api: { slug: "geo", name: "Geo" },
      feature: { slug: "reports", nameDe: "Berichte", kind: "meter" },
      plan: { id: planId, name: "Starter", versionNumber: 3 },
      gates: [{ gate: "quota", result: "refused", limit: 10, used: 10, asked: 1 }],
      weight: 1,
    });
    expect(receipt?.decidedAt).toEqual(later(3));
  });

  it("is found when the decision came minutes after the id, or fell on the next day", async () => {
    expect(await findReceipt(await logRequest({ decided_at: later(9 * 60_000) }))).not.toBeNull();
  });

  it("is null for an id that was never logged", async () => {
    expect(await findReceipt(newId("request", now))).toBeNull();
  });

  it("names nothing of the upstream", async () => {
    expect(JSON.stringify(await findReceipt(await logRequest()))).not.toContain("upstream.internal");
  });

  it("of a caller who was never known has no tenant, key or plan", async () => {
    const none = { tenant_id: null, key_id: null, key_hint: null, feature_id: null, plan_version_id: null };
    const id = await logRequest({ ...none, status: 401, code: "invalid_api_key", gates: null });
    expect(await findReceipt(id)).toMatchObject({ tenant: null, key: null, plan: null, feature: null, gates: [] });
  });
});

describe("whether a refusal still stands", () => {
  const state = async (change: Record<string, unknown> = {}, at = now) => {
    const receipt = await findReceipt(await logRequest(change));
    if (!receipt) throw new Error("the row was written a line ago");
    return findRefusalState(receipt, at);
  };

  it("follows the subscription", async () => {
    const change = { code: "subscription_required" };
    expect(await state(change)).toBe("stands");
    await sql`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
              values (${tenantId}, ${newId("subscription", now)}, ${versionId}, 'active', ${now}, ${now}, 'test')`;
    expect(await state(change)).toBe("open");
  });

  it("follows the quota: used units, a granted exception, and the next period", async () => {
    await sql`insert into ledger_account (account_id, tenant_id, kind, unit, feature_id, mode, period_start, period_end, posted, consumed)
              values (${newId("account", now)}, ${tenantId}, 'quota', ${featureId}, ${featureId}, 'live', ${now}, ${later(86_400_000)}, 10, 10)`;
    expect(await state()).toBe("stands");
    expect(await state({ mode: "test" })).toBe("open");
    expect(await state({}, later(86_400_000))).toBe("open");
    await sql`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
              values (${tenantId}, ${newId("exception", now)}, 'extra_units', ${featureId}, 5, 'a hand', ${now},
                      ${later(3_600_000)}, 'test', ${now})`;
    expect(await state()).toBe("open");
  });

  it("follows a suspension", async () => {
    const change = { status: 403, code: "account_suspended" };
    expect(await state(change)).toBe("open");
    await sql`update tenant set status = 'suspended' where id = ${tenantId}`;
    expect(await state(change)).toBe("stands");
  });

  it("is open for a rate once its minute is over, and unknown where it depends on the call", async () => {
    expect(await state({ status: 429, code: "rate_limited" }, later(120_000))).toBe("open");
    expect(await state({ status: 403, code: "ip_not_allowed" })).toBe("unknown");
  });
});
