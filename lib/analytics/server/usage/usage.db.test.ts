import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { z } from "zod";
import { makeLedger, makeNode } from "@/db/testing/make-ledger";
import { makeTenant } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { exportUsage } from "@/lib/analytics/server/usage/export-usage";
import { getBurnDowns } from "@/lib/analytics/server/usage/get-burn-downs";
import { listCallCosts } from "@/lib/analytics/server/usage/list-call-costs";
import { usageOverTime } from "@/lib/analytics/server/usage-over-time";
import type { UsageInput } from "@/lib/analytics/usage-inputs";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const acme = await makeTenant(sql, "Acme");
const viewer = () => acme.as("viewer", { now });
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const [featureId, apiId] = [newId("feature", now), newId("api", now)];
const routes = [newId("route", now), newId("route", now)];
const keys = [newId("key", now), newId("key", now)];
await sql`insert into feature (id, slug, name, kind, created_at) values (${featureId}, 'geo', 'Geo search', 'meter', ${now})`;
await sql`insert into api (id, slug, name, upstream_url, created_at) values (${apiId}, 'geo', 'Geo', 'http://localhost', ${now})`;
for (const [i, id] of routes.entries()) {
  await sql`insert into route (id, api_id, method, path, feature_id, created_at)
            values (${id}, ${apiId}, 'GET', ${`/v1/${i}`}, ${featureId}, ${now})`;
}
for (const [i, id] of keys.entries()) {
  await sql`insert into api_key (tenant_id, id, name, mode, created_at, created_by)
            values (${acme.id}, ${id}, ${`key ${i}`}, 'live', ${now}, 'test')`;
}

type Call = { agoMs: number; key: number; route: number; units: number; isRefused: boolean };
const write = (calls: readonly Call[], tenantId = acme.id) =>
  sql`insert into request_log ${sql(
    calls.map(({ agoMs, key, route, units, isRefused }) => {
      const at = new Date(now.getTime() - agoMs);
      return {
        request_id: newId("request", at),
        decided_at: at,
        mode: "live",
        door: "gateway",
        tenant_id: tenantId,
        key_id: keys[key] ?? null,
        api_id: apiId,
        route_id: routes[route] ?? null,
        feature_id: featureId,
        method: "GET",
        status: isRefused ? 402 : 200,
        code: isRefused ? "quota_exhausted" : null,
        asked_units: units,
        units: isRefused ? 0 : units,
        gate_us: 1,
        total_ms: 1,
      };
    }),
  )}`;

beforeEach(async () => {
  await sql`truncate request_log, roll_quarter, roll_hour, roll_day, episode_mark`;
  await sql`update tenant set time_zone = 'UTC'`;
  await sql`insert into install (id, report_zone) values (1, 'UTC') on conflict (id) do update set report_zone = 'UTC'`;
});

const readCsv = async (input: z.input<typeof UsageInput>) =>
  (await exportUsage(viewer(), input))
    .split("\r\n")
    .filter(Boolean)
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replaceAll('"', "")));

const call = fc.record({
  agoMs: fc.integer({ min: 1000, max: 27 * dayMs }),
  key: fc.constantFrom(0, 1),
  route: fc.constantFrom(0, 1),
  units: fc.integer({ min: 1, max: 9 }),
  isRefused: fc.boolean(),
});

describe("the file of usage", () => {
  test("has the sums of the screen, part by part, in whatever zone and window", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { minLength: 1, maxLength: 30 }),
        fc.constantFrom("24h" as const, "7d" as const, "30d" as const),
        fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu"),
        fc.constantFrom("key" as const, "route" as const),
        async (calls, range, zone, by) => {
          await sql`truncate request_log, roll_quarter, roll_hour, roll_day`;
          await sql`update tenant set time_zone = ${zone}`;
          await write(calls);
          const usage = await usageOverTime(viewer(), { range, by });
          const [note, head, ...rows] = await readCsv({ range, by });
          const at = (name: string) => head?.indexOf(name) ?? -1;
          expect(note?.join(",")).toContain(`days of ${usage.zone}`);
          const sum = (column: string, part?: string) =>
            rows.reduce((all, row) => all + (part && row[at(`${by}_id`)] !== part ? 0 : Number(row[at(column)])), 0);
          expect([sum("calls"), sum("units"), sum("calls_402"), sum("units_402")]).toEqual([
            usage.calls,
            usage.units,
            usage.refused,
            usage.refusedUnits,
          ]);
          for (const part of usage.parts) expect(sum("calls", part.name)).toBe(part.calls);
          const drawn = usage.buckets.flatMap(({ calls }) => Object.values(calls)).reduce((a, b) => a + b, 0);
          expect(drawn).toBe(usage.calls);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("names zone and offset of every day", async () => {
    await sql`update tenant set time_zone = 'Asia/Kathmandu'`;
    await write([{ agoMs: hourMs, key: 0, route: 0, units: 3, isRefused: false }]);
    const [, , row] = await readCsv({ range: "7d" });
    expect(row?.[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+05:45$/);
    expect(row?.slice(2)).toEqual([
      keys[0],
      "key 0",
      featureId,
      "Geo search",
      routes[0],
      "GET /geo/v1/0",
      "1",
      "3",
      "0",
      "0",
    ]);
  });

  test("beyond the log knows keys by the operator's days, and says so", async () => {
    await sql`update tenant set time_zone = 'Asia/Kathmandu'`;
    await write([{ agoMs: 3 * dayMs, key: 1, route: 0, units: 3, isRefused: false }]);
    const usage = await usageOverTime(viewer(), { range: "90d", by: "key" });
    expect(usage).toMatchObject({ zone: "UTC", isByOperatorDays: true, calls: 1 });
    expect(await usageOverTime(viewer(), { range: "90d", by: "route" })).toMatchObject({
      zone: "Asia/Kathmandu",
      isByOperatorDays: false,
      calls: 1,
    });
    expect((await readCsv({ range: "90d", by: "route" }))[2]?.slice(2, 4)).toEqual(["", "all keys"]);
  });
});

test("the window before is counted as far as this one has elapsed", async () => {
  await write([
    { agoMs: hourMs, key: 0, route: 0, units: 1, isRefused: false },
    { agoMs: 25 * hourMs, key: 0, route: 0, units: 5, isRefused: false },
    { agoMs: 26 * hourMs, key: 1, route: 0, units: 2, isRefused: true },
    { agoMs: 60 * hourMs, key: 1, route: 0, units: 7, isRefused: false },
  ]);
  const usage = await usageOverTime(viewer(), { range: "24h", cmp: "prev" });
  expect(usage).toMatchObject({ calls: 1, before: { calls: 2, units: 5, refused: 1, refusedUnits: 2 } });
  expect(usage.parts).toMatchObject([
    { name: keys[0], calls: 1, before: { calls: 1, units: 5 } },
    { name: keys[1], calls: 0, before: { calls: 1, units: 0 } },
  ]);
});

test.each([
  ["a window that is reversed", { from: "2026-11-02T00:00:00Z", to: "2026-11-01T00:00:00Z" }, "/from"],
  ["a window in the future", { from: "2090-01-01T00:00:00Z", to: "2090-01-02T00:00:00Z" }, "/from"],
  ["a window of years", { from: "2020-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }, "/from"],
  ["an unknown zone", { tz: "Mars/Olympus" }, "/tz"],
  ["a route that nobody has", { route: newId("route", now) }, "/route"],
  ["a feature that nobody has", { feature: newId("feature", now) }, "/feature"],
  ["an api that nobody has", { api: newId("api", now) }, "/api"],
])("%s is refused by name", async (_title, input, pointer) => {
  for (const read of [usageOverTime, exportUsage, listCallCosts]) {
    await expect(read(viewer(), input)).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer }] },
    });
  }
});

describe("the running period of a meter", () => {
  test("ends at the ledger's own use, with what was refused beside it", async () => {
    const ledger = await makeLedger(sql, 10);
    const owner = { ...viewer(), tenant: { id: ledger.tenantId, role: "owner" as const } };
    const { accountId } = await ledger.open();
    const node = await makeNode(sql);
    const { leaseId } = await node.acquire(accountId ?? "", 7);
    for (const cost of [3, 4]) {
      const log = { mode: "live", door: "gateway", method: "GET", status: 200, gateUs: 1, totalMs: 1 };
      await node.use([{ accountId: accountId ?? "", leaseId, cost }], {
        tenantId: ledger.tenantId,
        featureId: ledger.featureId,
        log: JSON.stringify(log),
      });
    }
    await sql`insert into request_log (request_id, decided_at, mode, door, tenant_id, feature_id, method, status, code,
                asked_units, gate_us, total_ms, weight)
              values (${newId("request", now)}, now(), 'live', 'gateway', ${ledger.tenantId}, ${ledger.featureId}, 'GET',
                402, 'quota_exhausted', 5, 1, 1, 3)`;
    const later = { ...owner, now: new Date(Date.now() + 1000) };
    const { features } = await getBurnDowns(later);
    expect(features).toMatchObject([
      {
        featureId: ledger.featureId,
        limitUnits: 10,
        usedUnits: 7,
        includedUnits: 7,
        creditUnits: 0,
        overageUnits: 0,
        refused: 3,
        refusedUnits: 15,
        wall: null,
      },
    ]);
    const { consumed } =
      (await sql`select consumed from ledger_account where account_id = ${accountId ?? ""}`)[0] ?? {};
    const csv = await exportUsage(later, {
      from: features[0]?.periodStart,
      to: later.now.toISOString(),
      by: "feature",
    });
    const sum = csv
      .split("\r\n")
      .slice(2)
      .filter(Boolean)
      .reduce((all, line) => all + Number(line.split(",")[9]), 0);
    expect([features[0]?.points.at(-1)?.actual, sum]).toEqual([consumed, consumed]);
    const usage = await usageOverTime(later, {
      from: features[0]?.periodStart,
      to: later.now.toISOString(),
      by: "feature",
    });
    expect(usage.units).toBe(consumed);
  });
});
