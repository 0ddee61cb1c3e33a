import { beforeAll, describe, expect, test } from "vitest";
import { makeRoute, makeTenant } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { exportRequests } from "@/lib/analytics/server/export-requests";
import { listAllRequests } from "@/lib/analytics/server/list-all-requests";
import { listRequests } from "@/lib/analytics/server/list-requests";
import { exportAllRequests } from "@/lib/analytics/server/logs/export-all-requests";
import { listNewerOfAllRequests } from "@/lib/analytics/server/logs/list-newer-of-all-requests";
import { summarizeAllRequests } from "@/lib/analytics/server/logs/summarize-all-requests";
import { summarizeRequests } from "@/lib/analytics/server/logs/summarize-requests";
import { seededRandom } from "@/lib/analytics/statistics/seeded-random";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date("2026-11-05T10:07:31Z");
const dayMs = 86_400_000;
const staff = (at = now) => staffCtx("support", { now: at });
const { featureId, apiId, routeId } = await makeRoute(sql);
const elsewhere = await makeRoute(sql, { path: "/v1/else" });
const acme = await makeTenant(sql, "Acme");
const other = await makeTenant(sql, "Other");
const [web, nightly, foreign] = [newId("key", now), newId("key", now), newId("key", now)];
const episodeId = `epi_${newId("request", now).slice(4)}`;

type Filter = Parameters<typeof listAllRequests>[1];
type Kind = { status: number; code: string | null; weight?: number };
const kinds: Kind[] = [
  { status: 200, code: null },
  { status: 200, code: null },
  { status: 200, code: null },
  { status: 402, code: "quota_exhausted", weight: 3 },
  { status: 402, code: "credits_exhausted" },
  { status: 403, code: "key_budget_reached" },
  { status: 403, code: "permission_denied" },
  { status: 401, code: "invalid_api_key" },
  { status: 429, code: "rate_limited", weight: 2 },
  { status: 502, code: "upstream_error" },
];

/** Three weeks of calls of two tenants; one code only twice, and one key silent for a fortnight. */
beforeAll(async () => {
  await sql`update install set report_zone = 'Europe/Berlin'`;
  await sql`select open_request_partitions('2026-10-12', '2026-11-06')`;
  await sql`insert into api_key (tenant_id, id, name, mode, created_at, created_by) values
    (${acme.id}, ${web}, 'web', 'live', ${now}, 'test'), (${acme.id}, ${nightly}, 'nightly', 'live', ${now}, 'test'),
    (${other.id}, ${foreign}, 'foreign', 'live', ${now}, 'test')`;
  const random = seededRandom("log");
  const one = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const rows = Array.from({ length: 2_500 }, (_, index) => {
    const at = new Date(now.getTime() - Math.floor(random() * 20 * dayMs));
    const kind = index < 2 ? { status: 402, code: "payment_declined" } : one(kinds);
    const isKnown = kind.status !== 401;
    const key = one(at.getTime() < now.getTime() - 14 * dayMs ? [web, nightly, foreign] : [web, foreign]);
    const place = one([{ featureId, routeId }, elsewhere, { featureId: null, routeId: null }]);
    return {
      request_id: newId("request", at),
      decided_at: at.toISOString(),
      mode: isKnown ? one(["live", "live", "live", "test"]) : null,
      tenant_id: isKnown ? (key === foreign ? other.id : acme.id) : null,
      key_id: isKnown ? key : null,
      route_id: place.routeId,
      feature_id: place.featureId,
      weight: 1,
      ...kind,
    };
  });
  await sql`
    insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, api_id, route_id, feature_id, method,
                             status, code, gate_us, total_ms, weight)
    select r.request_id, r.decided_at, r.mode, 'gateway', r.tenant_id, r.key_id, ${apiId}, r.route_id, r.feature_id,
           'GET', r.status, r.code, 1, 1, r.weight
      from jsonb_populate_recordset(null::request_log, ${JSON.stringify(rows)}::text::jsonb) as r`;
  const refused = rows.filter(
    (row) =>
      row.tenant_id === acme.id &&
      row.feature_id === featureId &&
      row.code === "quota_exhausted" &&
      row.mode === "live",
  );
  const times = refused.map((row) => Date.parse(row.decided_at)).sort((a, b) => a - b);
  await sql`
    insert into episode (id, tenant_id, feature_id, code, class, opened_at, last_refused_at, first_request_id,
                         last_request_id, refusals, asked_units, cheapest_units, blind_retries)
    values (${episodeId}, ${acme.id}, ${featureId}, 'quota_exhausted', 'money', ${new Date(times[3] ?? 0)},
            ${new Date(times[8] ?? 0)}, 'r', 'r', 18, 0, 0, 0)`;
});

const filters: [string, Filter][] = [
  ["nothing", {}],
  ["a status class", { status: "402,5xx" }],
  ["a code seen twice", { code: "payment_declined" }],
  ["a code never seen", { code: "trial_expired" }],
  ["a family", { family: "quota,payment" }],
  ["a family and a code outside it", { family: "quota", code: "credits_exhausted" }],
  ["what a 402 rate counts", { class: "eligible" }],
  ["caps", { class: "cap" }],
  ["a route", { route: routeId }],
  ["an api", { api: elsewhere.apiId }],
  ["no route", { route: "none" }],
  ["a feature", { feature: elsewhere.featureId }],
  ["calls without a plan", { plan: "none" }],
  ["a key", { key: web }],
  ["a key long silent", { key: nightly }],
  ["a tenant", { tenant: acme.id }],
  ["nobody known", { tenant: "none" }],
  ["a tenant's class", { tenant: other.id, class: "policy,rate" }],
  ["test mode", { mode: "test" }],
  ["a frozen window of one zone", { from: "2026-10-24T22:00:00Z", to: "2026-10-27T05:13:00Z", tz: "Asia/Kathmandu" }],
];

async function walk(filter: Filter, direction: "next" | "previous"): Promise<string[]> {
  const pages: string[][] = [];
  let page = await listAllRequests(staff(), { range: "30d", ...filter });
  if (direction === "previous") {
    while (page.next) page = await listAllRequests(staff(), { range: "30d", ...filter, after: page.next });
  }
  for (;;) {
    pages.push(page.rows.map(({ requestId }) => requestId));
    const place = page[direction];
    if (!place) break;
    page = await listAllRequests(staff(), {
      range: "30d",
      ...filter,
      ...(direction === "next" ? { after: place } : { before: place }),
    });
  }
  return direction === "next" ? pages.flat() : pages.reverse().flat();
}

async function readRows(chunks: AsyncGenerator<string, void>): Promise<string[][]> {
  let text = "";
  for await (const chunk of chunks) text += chunk;
  return text
    .split("\r\n")
    .filter(Boolean)
    .map((line) => line.split(",").map((cell) => cell.replaceAll('"', "")));
}

describe("the log, filtered by", () => {
  test.each(filters)("%s: pages, figure and file tell of the same calls", async (_title, filter) => {
    const ids = await walk(filter, "next");
    expect(new Set(ids).size).toBe(ids.length);
    const [counted] = await sql<{ calls: number }[]>`
      select coalesce(sum(weight), 0)::int as calls from request_log where request_id = any(${ids})`;
    const summary = await summarizeAllRequests(staff(), { range: "30d", ...filter });
    expect(summary.calls).toBe(counted?.calls);
    const steps = summary.buckets.flatMap(({ values }) => Object.values(values));
    expect(steps.reduce((sum, calls) => sum + calls, 0)).toBe(summary.calls);
    const [, head, ...lines] = await readRows(await exportAllRequests(staff(), { range: "30d", ...filter }));
    expect(lines.map((cells) => cells[head?.indexOf("request_id") ?? 0])).toEqual(ids);
    const backwards = await walk(filter, "previous");
    expect(ids.slice(0, backwards.length)).toEqual(backwards);
    expect(backwards.length).toBeGreaterThanOrEqual(Math.min(ids.length, 50));
  });
  test("a run of refusals: its own, in its own window", async () => {
    const { rows, range } = await listAllRequests(staff(), { episode: episodeId });
    expect(range).toBeNull();
    expect(rows.map(({ status, code, tenant }) => [status, code, tenant?.id])).toEqual(
      Array.from({ length: 6 }, () => [402, "quota_exhausted", acme.id]),
    );
  });
  test("a tenant is that tenant's own log", async () => {
    const own = await listRequests(acme.as("viewer", { now }), { range: "30d", tz: "Europe/Berlin" });
    const staffs = await listAllRequests(staff(), { range: "30d", tenant: acme.id });
    expect(own.rows).toEqual(staffs.rows);
    const summary = await summarizeRequests(acme.as("viewer", { now }), { range: "30d", tz: "Europe/Berlin" });
    expect(summary.calls).toBe((await summarizeAllRequests(staff(), { range: "30d", tenant: acme.id })).calls);
  });
});

describe("an address that names what is not there", () => {
  const tenantless = { tenant: newId("tenant", now) };
  test.each([
    ["tenant", tenantless],
    ["key", { key: newId("key", now) }],
    ["route", { route: newId("route", now) }],
    ["plan", { plan: newId("plan", now) }],
    ["version", { version: newId("planVersion", now) }],
    ["episode", { episode: `epi_${newId("request", now).slice(4)}` }],
    ["class", { class: "eligible,none" }],
    ["family", { family: "money" }],
    ["from", { from: "2026-11-02T00:00:00Z", to: "2026-11-01T00:00:00Z" }],
    ["from", { from: "2027-11-02T00:00:00Z" }],
    ["tz", { tz: "Mars/Olympus" }],
    ["before", { after: `1.${newId("request", now)}`, before: `1.${newId("request", now)}` }],
  ])("is refused and names %s, instead of an empty list that looks like none", async (name, filter) => {
    await expect(listAllRequests(staff(), filter as Filter)).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer: `/${name}` }] },
    });
  });
  test("tells nothing of another tenant's key or run", async () => {
    const ctx = other.as("viewer", { now });
    for (const filter of [{ key: web }, { episode: episodeId }]) {
      await expect(listRequests(ctx, filter)).rejects.toMatchObject({ code: "not_found", details: {} });
      await expect(summarizeRequests(ctx, filter)).rejects.toMatchObject({ code: "not_found", details: {} });
      await expect(exportRequests(ctx, filter)).rejects.toMatchObject({ code: "not_found", details: {} });
    }
  });
});

test("a file's times carry the offset of its zone, and its comment names zone, window and filters", async () => {
  const input = { from: "2026-10-24T00:00:00Z", to: "2026-10-26T00:00:00Z", tz: "Europe/Berlin", status: "402" };
  const [note, head, ...rows] = await readRows(await exportAllRequests(staff(), input));
  expect(note?.join(",")).toContain("times of Europe/Berlin");
  expect(note?.join(",")).toContain("from 2026-10-24T02:00:00+02:00 until 2026-10-26T01:00:00+01:00");
  expect(note?.join(",")).toContain("status=402");
  const times = rows.map((cells) => cells[head?.indexOf("time") ?? 0] ?? "");
  expect(new Set(times.map((time) => time.slice(-6)))).toEqual(new Set(["+01:00", "+02:00"]));
});

test("rows that aged out are said to be gone; of a young log nothing is", async () => {
  const later = new Date(now.getTime() + 11 * dayMs);
  const page = await listAllRequests(staff(later), { range: "90d" });
  expect(Date.parse(page.keptSince ?? "")).toBeGreaterThan(now.getTime() - 21 * dayMs);
  expect((await listAllRequests(staff(later), { range: "24h" })).keptSince).toBeNull();
  expect((await listAllRequests(staff(), { range: "90d" })).keptSince).toBeNull();
});

test("a page that waits sees a call that was logged since, once it fits the filters", async () => {
  const later = new Date(now.getTime() + 5_000);
  const at = new Date(now.getTime() + 2_000);
  const id = newId("request", at);
  await sql`insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, method, status, gate_us, total_ms)
            values (${id}, ${at}, 'live', 'gateway', ${acme.id}, ${web}, 'GET', 204, 1, 1)`;
  const since = now.getTime() + 1;
  const newer = async (filter: object) =>
    (await listNewerOfAllRequests(staff(later), { since, ...filter })).calls.map(({ requestId }) => requestId);
  expect(await newer({})).toEqual([id]);
  expect(await newer({ tenant: acme.id, status: "2xx" })).toEqual([id]);
  expect(await newer({ status: "402" })).toEqual([]);
});

test.each(["Pacific/Auckland", "America/Los_Angeles"])(
  "finds the same calls while days are still those of the zone before %s",
  async (zone) => {
    const found = () => Promise.all(filters.map(([, filter]) => walk({ tz: "UTC", ...filter }, "next")));
    const before = await found();
    await sql`update install set report_zone = ${zone}`;
    await sql`insert into report_zone_change (zone_before, zone, changed_at) values ('Europe/Berlin', ${zone}, ${now})`;
    expect(await found()).toEqual(before);
    await sql`delete from report_zone_change`;
    await sql`update install set report_zone = 'Europe/Berlin'`;
  },
);
