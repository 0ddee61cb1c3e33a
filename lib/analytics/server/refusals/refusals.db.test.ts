import { beforeAll, describe, expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import type { refusalTables } from "@/lib/analytics/refusal-inputs";
import { partNames } from "@/lib/analytics/refusal-names";
import { foldMarkedEpisodes } from "@/lib/analytics/server/episodes/fold-marked-episodes";
import { getEpisode } from "@/lib/analytics/server/episodes/get-episode";
import { listEpisodes } from "@/lib/analytics/server/episodes/list-episodes";
import { exportRefusals } from "@/lib/analytics/server/refusals/export-refusals";
import { getRefusalOutcomes } from "@/lib/analytics/server/refusals/get-refusal-outcomes";
import { getRefusalParts } from "@/lib/analytics/server/refusals/get-refusal-parts";
import { getRefusals } from "@/lib/analytics/server/refusals/get-refusals";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const hour = 3_600_000;
const ctx = staffCtx("support", { now });
const { featureId, routeId, apiId } = await makeRoute(sql);
const tenants = await Promise.all(
  ["Lumen", "Orbit", "Tessel", "Quarry", "Fathom", "Weft"].map((name) => makeTenant(sql, name)),
);
const tenantId = (at: number) => tenants[at % tenants.length]?.id ?? "";

type Call = {
  status: number;
  code?: string;
  tenant?: number;
  weight?: number;
  agoMs?: number;
  mode?: string;
  free?: boolean;
};
async function write(calls: Call[]) {
  for (const { status, code = null, tenant = 0, weight = 1, agoMs = 2 * hour, mode = "live", free = false } of calls) {
    const at = new Date(now.getTime() - agoMs);
    await sql`
      insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, api_id, route_id, feature_id,
        plan_version_id, method, status, code, asked_units, units, gate_us, total_ms, weight)
      values (${newId("request", at)}, ${at}, ${mode}, 'gateway', ${tenantId(tenant)}, ${`key_${tenant}`}, ${apiId}, ${routeId},
        ${free ? null : featureId}, ${planVersionId}, 'GET', ${status}, ${code}, 1, 0, 1, 1, ${weight})`;
  }
}

const { planVersionId, planId } = await putOnTestPlan(sql, {
  tenantId: tenantId(0),
  featureId,
  units: 10,
  anchor: new Date(now.getTime() - 72 * hour),
});

beforeAll(async () => {
  for (let tenant = 0; tenant < 6; tenant++) {
    await write(Array.from({ length: 8 }, (_, n) => ({ status: 200, tenant, agoMs: 20 * hour - n * 60_000 })));
    await write([
      { status: 402, code: "quota_exhausted", tenant, weight: tenant + 1, agoMs: 10 * hour },
      { status: 402, code: tenant % 2 ? "feature_not_in_plan" : "quota_exhausted", tenant, agoMs: 9 * hour },
    ]);
  }
  await write([{ status: 200, tenant: 1, agoMs: 8 * hour }]);
  await write([{ status: 402, code: "quota_exhausted", tenant: 2, agoMs: 40 * hour }]);
  await write([{ status: 200, tenant: 2, agoMs: 39 * hour }]);
  await foldMarkedEpisodes(sql, now);
});

const range = "24h" as const;
const cells = (csv: string) =>
  csv
    .trim()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)|(?<=,)(?=,|$)/g)].map(([, text, number]) =>
        number === undefined ? (text ?? "") : Number(number),
      ),
    );
const file = async (table: (typeof refusalTables)[number], more: object = {}) =>
  cells(await exportRefusals(ctx, { table, range, tz: "Asia/Kathmandu", ...more }));

describe("the sums of a window", () => {
  test("stack: the reasons of every step add up to its refusals, and the steps to the whole", async () => {
    const view = await getRefusals(ctx, { range });
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    expect(view.rate.refused).toBe(27);
    for (const bucket of view.buckets) expect(sum(Object.values(bucket.families))).toBe(bucket.refused);
    expect(sum(view.buckets.map(({ refused }) => refused))).toBe(view.rate.refused);
    expect(sum(view.buckets.map(({ eligible }) => eligible))).toBe(view.rate.eligible);
    for (const g of ["plan", "route", "key", "tenant", "feature", "code"] as const) {
      const { rows } = await getRefusalParts(ctx, { range, g });
      expect(sum(rows.map(({ refused }) => refused)), g).toBe(view.rate.refused);
      if (g !== "code") expect(sum(rows.map(({ eligible }) => eligible)), g).toBe(view.rate.eligible);
      else for (const { eligible } of rows) expect(eligible).toBe(view.rate.eligible);
    }
  });

  test("pick reasons without touching the denominator", async () => {
    const all = await getRefusals(ctx, { range });
    const quota = await getRefusals(ctx, { range, family: "quota" });
    expect(quota.rate.eligible).toBe(all.rate.eligible);
    expect(quota.rate.refused).toBe(24);
    expect((await getRefusals(ctx, { range, code: "feature_not_in_plan" })).rate.refused).toBe(3);
  });

  test("are the same whenever they are asked for, the interval too, and compare the same elapsed part", async () => {
    const first = await getRefusals(ctx, { range, cmp: "prev" });
    expect(await getRefusals(ctx, { range, cmp: "prev" })).toEqual(first);
    expect(first.rate.interval?.low).toBeLessThan(27 / 76);
    expect(first.rate.interval?.high).toBeGreaterThan(27 / 76);
    expect(first.before).toMatchObject({ rate: { refused: 1, eligible: 2 }, change: null });
    const aMomentLater = { ...ctx, now: new Date(ctx.now.getTime() + 1) };
    expect((await getRefusals(aMomentLater, { range, cmp: "prev" })).rate).toEqual(first.rate);
  });

  test("are the same beside whatever they are divided by, and the parts too", async () => {
    const asked = { range: "24h", cmp: "prev", feature: featureId } as const;
    const alone = await getRefusals(ctx, asked);
    for (const g of partNames) {
      const parts = await getRefusalParts(ctx, { ...asked, g });
      const page = await Promise.all([getRefusals(ctx, asked), getRefusalParts(ctx, { ...asked, g })]);
      expect(page, g).toEqual([alone, parts]);
    }
  });

  test("are not touched by caps, by other refusals, by free routes and by test calls", async () => {
    const before = await getRefusals(ctx, { range });
    const outcomes = await getRefusalOutcomes(ctx, { range });
    await write([
      { status: 403, code: "key_budget_reached", weight: 40 },
      { status: 429, code: "rate_limited", weight: 3 },
      { status: 401, code: "invalid_api_key" },
      { status: 503, code: "entitlement_unavailable" },
      { status: 200, free: true },
      { status: 402, code: "quota_exhausted", mode: "test", weight: 100 },
    ]);
    await foldMarkedEpisodes(sql, now);
    const after = await getRefusals(ctx, { range });
    expect(after.rate).toEqual(before.rate);
    expect(after.affected).toEqual(before.affected);
    expect(after.caps).toEqual({ refused: 40, asked: before.rate.eligible + 40 });
    expect(after.others).toEqual({ auth: 1, policy: 0, rate: 3, unknown: 1 });
    expect(await getRefusalOutcomes(ctx, { range })).toEqual({ ...outcomes, capsOpened: 1 });
  });
});

describe("a file", () => {
  test("says zone, window, filters and as-of, with the offset of every time", async () => {
    const [note, , first] = await file("series", { family: "quota" });
    expect(note?.[0]).toMatch(
      /^# Refusals, series; times in Asia\/Kathmandu; from \S+\+05:45 to \S+\+05:45; filters: /,
    );
    expect(note?.[0]).toMatch(/family=quota.*as of \S+\+05:45$/);
    expect(first?.[0]).toMatch(/\+05:45$/);
  });

  test("of the series holds what the chart shows", async () => {
    const { buckets } = await getRefusals(ctx, { range, tz: "Asia/Kathmandu" });
    const [, head, ...rows] = await file("series");
    const at = (name: string) => head?.indexOf(name) ?? -1;
    expect(rows.map((row) => [row[at("eligible")], row[at("refused")], row[at("quota")], row[at("caps")]])).toEqual(
      buckets.map(({ eligible, refused, families, caps }) => [eligible, refused, families.quota, caps]),
    );
    expect(rows.map((row) => (row[at("rate")] === "" ? null : row[at("rate")]))).toEqual(
      buckets.map(({ eligible, refused }) => (eligible === 0 ? null : refused / eligible)),
    );
  });

  test.each(["plan", "route", "key", "tenant", "feature", "code"] as const)("by %s holds the table", async (g) => {
    const { rows } = await getRefusalParts(ctx, { range, g });
    const [, , ...lines] = await file("parts", { g });
    expect(lines.map((line) => line.slice(0, 4))).toEqual(
      rows.map(({ name, label, refused, eligible }) => [name, label, refused, eligible]),
    );
  });

  test("of episodes, outcomes, payments, ends, retries and others holds what the page shows", async () => {
    const [outcomes, { rows: episodes }, view] = await Promise.all([
      getRefusalOutcomes(ctx, { range }),
      listEpisodes(ctx, { range }),
      getRefusals(ctx, { range }),
    ]);
    const body = async (table: (typeof refusalTables)[number]) => (await file(table)).slice(2);
    expect((await body("episodes")).map((line) => [line[0], line[9]])).toEqual(
      episodes.map(({ id, refusals }) => [id, refusals]),
    );
    expect(await body("outcomes")).toEqual(
      outcomes.flows.map(({ family, outcome, episodes: n }) => [family, outcome, n]),
    );
    expect((await body("paid")).map((line) => line.slice(0, 4))).toEqual(
      outcomes.paid.map(({ days, converted, mature, immature }) => [days, converted, mature, immature]),
    );
    expect(await body("resolved")).toEqual(
      outcomes.resolve.points.map(({ afterMs, share, atRisk }) => [afterMs / 1000, share, atRisk]),
    );
    expect((await body("retries")).map((line) => [line[0], line[3], line[4]])).toEqual(
      outcomes.retries.keys.map(({ key, refusals, blindRetries }) => [key.id, refusals, blindRetries]),
    );
    expect(await body("others")).toEqual([...Object.entries(view.others), ["cap", view.caps.refused]]);
  });
});

describe("episodes", () => {
  test("are paged without a gap or a repeat, and each tells its story", async () => {
    const all = (await listEpisodes(ctx, { range })).rows.map(({ id }) => id);
    expect(all).toHaveLength(9);
    const paged: string[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await listEpisodes(ctx, { range, ...(after && { after }) }, 2);
      paged.push(...page.rows.map(({ id }) => id));
      after = page.next;
    }
    expect(paged).toEqual(all);
    const [passed] = (await listEpisodes(ctx, { range, tenant: tenantId(1), state: "resolved" })).rows;
    const story = await getEpisode(ctx, { id: passed?.id ?? "" });
    expect(story.lines.map(({ what }) => what)).toEqual(["opened", "burst", "gate", "allowed"]);
    expect(story.resolvedAfterMs).toBeGreaterThan(0);
  });

  test("behind a flow from reason to outcome are exactly those that it counts", async () => {
    const { flows } = await getRefusalOutcomes(ctx, { range });
    expect(flows.length).toBeGreaterThan(1);
    for (const { family, outcome, episodes } of flows) {
      const goesOn = outcome === "open" || outcome === "gave_up";
      const { rows } = await listEpisodes(
        ctx,
        { range, family, opened: "window", ...(goesOn ? { state: outcome } : { ended: outcome }) },
        1_000,
      );
      expect(rows, `${family} ${outcome}`).toHaveLength(episodes);
    }
  });

  test("that began before the window lend it their blind retries while they go on, and the rows of a flow nothing", async () => {
    const openedAt = new Date(now.getTime() - 9 * 24 * hour);
    const id = newId("episode", openedAt);
    const by = JSON.stringify({ key_4: [40, 30] });
    await sql`
      insert into episode (id, tenant_id, feature_id, code, class, opened_at, last_refused_at, first_request_id,
        last_request_id, refusals, asked_units, cheapest_units, blind_retries, by_key)
      values (${id}, ${tenantId(4)}, '', 'trial_expired', 'money', ${openedAt}, ${new Date(now.getTime() - hour)}, 'req_1',
        'req_2', 40, 40, 1, 30, ${by}::text::jsonb)`;
    const { retries } = await getRefusalOutcomes(ctx, { range, code: "trial_expired" });
    expect(retries).toMatchObject({ refusals: 40, blindRetries: 30 });
    const count = async (opened: "window" | undefined) =>
      (await listEpisodes(ctx, { range, code: "trial_expired", opened })).rows.length;
    expect([await count(undefined), await count("window")]).toEqual([1, 0]);
    await sql`delete from episode where id = ${id}`;
  });

  test("of which nobody asked for 14 days gave up, and an early call brings them back", async () => {
    const openedAt = new Date(now.getTime() - 20 * 24 * hour);
    const id = newId("episode", openedAt);
    await sql`
      insert into episode (id, tenant_id, feature_id, code, class, opened_at, last_refused_at, first_request_id,
        last_request_id, refusals, asked_units, cheapest_units, blind_retries)
      values (${id}, ${tenantId(5)}, '', 'subscription_required', 'money', ${openedAt}, ${openedAt}, 'req_1', 'req_1', 1, 1, 1, 0)`;
    const states = async () =>
      (await listEpisodes(ctx, { range: "30d", tenant: tenantId(5), code: "subscription_required" })).rows.map(
        ({ state }) => state,
      );
    expect(await states()).toEqual(["gave_up"]);
    expect((await getRefusalOutcomes(ctx, { range: "30d", code: "subscription_required" })).flows).toEqual([
      { family: "no_plan", outcome: "gave_up", episodes: 1 },
    ]);
    await write([{ status: 402, code: "subscription_required", tenant: 5, free: true, agoMs: hour }]);
    expect(await states()).toEqual(["open"]);
    await sql`delete from request_log where code = 'subscription_required'`;
    await sql`delete from episode where id = ${id}`;
  });
});

describe("an address that cannot be answered", () => {
  test.each([
    ["/from", { from: "2026-02-02T00:00:00Z", to: "2026-02-01T00:00:00Z" }],
    ["/from", { from: "2024-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }],
    ["/from", { from: "2126-01-01T00:00:00Z", to: "2126-02-01T00:00:00Z" }],
    ["/tz", { tz: "Mars/Olympus" }],
    ["/code", { code: "no_such_code" }],
    ["/code", { code: "rate_limited" }],
    ["/family", { family: "weather" }],
    ["/tenant", { tenant: newId("tenant", now) }],
    ["/plan", { plan: newId("plan", now) }],
    ["/key", { key: newId("key", now) }],
  ])("names %s instead of showing nothing", async (pointer, input) => {
    for (const read of [getRefusals, getRefusalParts, getRefusalOutcomes, listEpisodes]) {
      await expect(read(ctx, input)).rejects.toMatchObject({
        code: "validation_failed",
        details: { errors: [{ pointer }] },
      });
    }
  });

  test("names a key of another tenant than the one that is chosen", async () => {
    const key = newId("key", now);
    await sql`insert into api_key (tenant_id, id, name, mode, created_at, created_by)
              values (${tenantId(1)}, ${key}, 'k', 'live', ${now}, 't')`;
    await expect(getRefusals(ctx, { key, tenant: tenantId(0) })).rejects.toMatchObject({
      details: { errors: [{ pointer: "/key" }] },
    });
    expect((await getRefusals(ctx, { key, tenant: tenantId(1) })).rate.eligible).toBe(0);
    expect((await getRefusals(ctx, { range, plan: planId, family: "quota" })).rate.refused).toBe(24);
  });

  test.each([
    ["getRefusals", () => getRefusals(staffCtx(null), {})],
    ["getRefusalParts", () => getRefusalParts(staffCtx(null), {})],
    ["getRefusalOutcomes", () => getRefusalOutcomes(staffCtx(null), {})],
    ["listEpisodes", () => listEpisodes(staffCtx(null), {})],
    ["getEpisode", () => getEpisode(staffCtx(null), { id: newId("episode", now) })],
    ["exportRefusals", () => exportRefusals(staffCtx(null), { table: "series" })],
  ])("%s refuses people who are not staff", async (_name, read) => {
    await expect(read()).rejects.toMatchObject({ code: "not_found" });
  });
});
