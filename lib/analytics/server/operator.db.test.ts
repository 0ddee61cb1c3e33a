import { beforeEach, describe, expect, test } from "vitest";
import { makeRoute, makeTenant } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { listAllRequests } from "@/lib/analytics/server/list-all-requests";
import { listGateways } from "@/lib/analytics/server/list-gateways";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const support = () => staffCtx("support", { now });
const { featureId, apiId, routeId } = await makeRoute(sql);

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
    await expect(statuses({ key: newId("key", now) })).rejects.toMatchObject({ code: "validation_failed" });
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
  ["listAllRequests", () => listAllRequests(staffCtx(null), {})],
  ["listGateways", () => listGateways(staffCtx(null))],
])("%s refuses people who are not staff", async (_name, read) => {
  await expect(read()).rejects.toMatchObject({ code: "not_found" });
});
