import { beforeEach, describe, expect, test } from "vitest";
import { makeRoute, makeTenant } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { exportRequests } from "@/lib/analytics/server/export-requests";
import { getRequest } from "@/lib/analytics/server/get-request";
import { listCalledRoutes } from "@/lib/analytics/server/list-called-routes";
import { listRequests } from "@/lib/analytics/server/list-requests";
import { usageOverTime } from "@/lib/analytics/server/usage-over-time";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const { featureId, apiId, routeId } = await makeRoute(sql);
const acme = await makeTenant(sql, "Acme");
const other = await makeTenant(sql, "Other");
const viewer = () => acme.as("viewer", { now });
const nobody = () => ({ ...viewer(), tenant: null });

async function makeKey(tenantId: string, name: string) {
  const id = newId("key", now);
  await sql`insert into api_key (tenant_id, id, name, mode, created_at, created_by)
            values (${tenantId}, ${id}, ${name}, 'live', ${now}, 'test')`;
  return id;
}
const web = await makeKey(acme.id, "web");
const nightly = await makeKey(acme.id, "nightly");
const foreign = await makeKey(other.id, "foreign");

type Row = {
  status: number;
  code?: string | null;
  weight?: number;
  units?: number;
  tenantId?: string;
  keyId?: string;
  agoMs?: number;
  mode?: string;
  free?: boolean;
};
async function logged(row: Row) {
  const { status, code = null, weight = 1, units = 0, tenantId = acme.id, keyId = web, agoMs = 60_000 } = row;
  const at = new Date(now.getTime() - agoMs);
  const id = newId("request", at);
  await sql`insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, api_id, route_id, feature_id,
                                     method, route_path, status, code, gate_us, total_ms, weight, units)
            values (${id}, ${at}, ${row.mode ?? "live"}, 'gateway', ${tenantId}, ${keyId}, ${apiId}, ${routeId},
                    ${row.free ? null : featureId}, 'GET', '/v1/search', ${status}, ${code}, 12, 3, ${weight}, ${units})`;
  return id;
}
beforeEach(() => sql`truncate request_log, roll_quarter, roll_hour, roll_day`);

describe("the request log of a tenant", () => {
  const statuses = async (input: Parameters<typeof listRequests>[1]) =>
    (await listRequests(viewer(), input)).rows.map((row) => row.status).sort();

  test("does not see another tenant, whatever is asked", async () => {
    const id = await logged({ status: 200, tenantId: other.id, keyId: foreign });
    expect(await statuses({})).toEqual([]);
    expect(await statuses({ request: id })).toEqual([]);
    await expect(getRequest(viewer(), { id })).rejects.toMatchObject({ code: "not_found" });
    expect(await listCalledRoutes(viewer())).toEqual([]);
    for (const key of [foreign, newId("key", now)]) {
      await expect(listRequests(viewer(), { key })).rejects.toMatchObject({ code: "not_found", details: {} });
      await expect(exportRequests(viewer(), { key })).rejects.toMatchObject({ code: "not_found", details: {} });
      await expect(usageOverTime(viewer(), { key })).rejects.toMatchObject({ code: "not_found", details: {} });
    }
  });
  test("is filtered by status, class, code, key and mode", async () => {
    await logged({ status: 200 });
    await logged({ status: 402, code: "quota_exhausted", keyId: nightly });
    await logged({ status: 502, code: "upstream_error" });
    await logged({ status: 200, mode: "test" });
    expect(await statuses({})).toEqual([200, 402, 502]);
    expect(await statuses({ status: "402,5xx" })).toEqual([402, 502]);
    expect(await statuses({ code: "upstream_error" })).toEqual([502]);
    expect(await statuses({ key: nightly })).toEqual([402]);
    expect(await statuses({ route: routeId, api: apiId })).toEqual([200, 402, 502]);
    expect(await statuses({ mode: "test" })).toEqual([200]);
  });
  test("finds one id whatever the window and the mode", async () => {
    const request = await logged({ status: 402, code: "quota_exhausted", agoMs: 3 * 86_400_000, mode: "test" });
    expect(await statuses({ range: "1h", request })).toEqual([402]);
    expect(await getRequest(viewer(), { id: request })).toMatchObject({ requestId: request, status: 402 });
  });
  test("is frozen by from and to, half-open", async () => {
    await logged({ status: 200, agoMs: 5 * 3_600_000 });
    await logged({ status: 201, agoMs: 2 * 3_600_000 });
    const at = (agoMs: number) => new Date(now.getTime() - agoMs).toISOString();
    expect(await statuses({ range: "1h", from: at(5 * 3_600_000), to: at(2 * 3_600_000) })).toEqual([200]);
    await expect(listRequests(viewer(), { from: at(1000), to: at(2000) })).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer: "/from" }] },
    });
  });
  test.each([
    ["an instant before all calendars", { from: "0000-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }, "/from"],
    ["an instant after all calendars", { to: "9999-12-31T23:59:59-12:00" }, "/to"],
    ["a place further off than that", { after: "999999999999999.req_01M7XNXRKG4T9B2V6C8D0E3F5H" }, "/after"],
    ["an id from then", { request: "req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ" }, "/request"],
  ])("refuses %s instead of failing", async (_title, input, pointer) => {
    await expect(listRequests(viewer(), input)).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer }] },
    });
  });
  test("goes on where the page before ended, without a gap or a repeat", async () => {
    for (let index = 0; index < 110; index++) await logged({ status: 200, agoMs: 1000 * Math.floor(index / 3) });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listRequests(viewer(), { after });
      seen.push(...page.rows.map((row) => row.requestId));
      after = page.next ?? undefined;
    } while (after);
    expect(new Set(seen).size).toBe(110);
    expect(seen).toHaveLength(110);
  });
  test("names the called routes", async () => {
    await logged({ status: 200 });
    expect(await listCalledRoutes(viewer())).toMatchObject([{ routeId, method: "GET", path: "/v1/search", apiId }]);
  });
});

describe("usage over time", () => {
  test("equals the known rows, by weight, however it is divided", async () => {
    await logged({ status: 200, units: 5 });
    await logged({ status: 200, units: 2, keyId: nightly, agoMs: 3 * 3_600_000 });
    await logged({ status: 402, code: "quota_exhausted", weight: 7, keyId: nightly });
    await logged({ status: 429, code: "rate_limited", weight: 2 });
    await logged({ status: 404, code: "not_found", free: true });
    await logged({ status: 502, code: "upstream_error" });
    await logged({ status: 200, units: 50, mode: "test" });
    await logged({ status: 200, units: 50, tenantId: other.id, keyId: foreign });
    for (const by of ["key", "feature", "route", "status"] as const) {
      const usage = await usageOverTime(viewer(), { by });
      expect(usage).toMatchObject({ by, calls: 13, units: 7, refused: 7 });
      const sum = (field: "calls" | "units") =>
        usage.buckets.flatMap((bucket) => Object.values(bucket[field])).reduce((all, each) => all + each, 0);
      expect([sum("calls"), sum("units")]).toEqual([13, 7]);
      expect(usage.parts.reduce((all, part) => all + part.calls, 0)).toBe(13);
    }
    expect((await usageOverTime(viewer(), { by: "key" })).parts).toEqual([
      { name: nightly, label: "nightly", calls: 8, units: 2, refused: 7, refusedUnits: 0, before: null },
      { name: web, label: "web", calls: 5, units: 5, refused: 0, refusedUnits: 0, before: null },
    ]);
    const byStatus = (await usageOverTime(viewer(), { by: "status" })).parts;
    expect(byStatus.map(({ name, calls }) => [name, calls])).toEqual([
      ["ok", 2],
      ["402", 7],
      ["429", 2],
      ["4xx", 1],
      ["5xx", 1],
    ]);
    expect((await usageOverTime(viewer(), { key: nightly })).calls).toBe(8);
  });
  test("sums up what cannot be told apart by colour", async () => {
    for (let index = 1; index <= 8; index++) {
      const keyId = await makeKey(acme.id, `key ${index}`);
      await logged({ status: 200, keyId, weight: index });
    }
    const { parts, buckets } = await usageOverTime(viewer(), {});
    expect(parts.map(({ label, calls }) => [label, calls])).toEqual([
      ["key 8", 8],
      ["key 7", 7],
      ["key 6", 6],
      ["key 5", 5],
      ["key 4", 4],
      ["3 others", 6],
    ]);
    expect(buckets.flatMap((bucket) => bucket.calls.other ?? [])).toEqual([6]);
  });
});

async function readCsv(input: Parameters<typeof exportRequests>[1]): Promise<string[]> {
  let text = "";
  for await (const chunk of await exportRequests(viewer(), input)) text += chunk;
  return text.split("\r\n").filter(Boolean);
}

describe("the file of requests", () => {
  test("names zone, filters and as-of first, then has every row of the log", async () => {
    // More than a page, and many of one instant: a page must end between equal times, too.
    const ids = Array.from({ length: 1100 }, () => newId("request", now));
    await sql`insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, method, status, code, gate_us,
                                       total_ms)
              select id, ${new Date(now.getTime() - 1000)}, 'live', 'gateway', ${acme.id}, ${web}, 'GET', 402,
                     'quota_exhausted', 1, 1 from unnest(${ids}::text[]) id`;
    await logged({ status: 200 });
    const [note, head, ...rows] = await readCsv({ status: "402" });
    expect(note).toContain("UTC");
    expect(note).toContain("status=402");
    expect(note).toContain(now.toISOString());
    expect(head).toBe(
      '"time","request_id","mode","status","code","method","api","route","key_id","key","units","latency_ms","calls"',
    );
    expect(new Set(rows.map((row) => row.split(",")[1])).size).toBe(1100);
    expect(rows).toHaveLength(1100);
  });
  test("never runs a name as a formula", async () => {
    const keyId = await makeKey(acme.id, '=HYPERLINK("http://evil.example")');
    await logged({ status: 200, keyId });
    const [, , row] = await readCsv({});
    expect(row).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  });
  test("refuses malformed input before its first line", async () => {
    await expect(exportRequests(viewer(), { status: "402;drop" })).rejects.toMatchObject({ code: "validation_failed" });
  });
});

test.each([
  ["listRequests", () => listRequests(nobody(), {})],
  ["getRequest", () => getRequest(nobody(), { id: newId("request", now) })],
  ["usageOverTime", () => usageOverTime(nobody(), {})],
  ["exportRequests", () => exportRequests(nobody(), {})],
  ["listCalledRoutes", () => listCalledRoutes(nobody())],
])("%s refuses people outside a tenant", async (_name, read) => {
  await expect(read()).rejects.toMatchObject({ code: "not_found" });
});
