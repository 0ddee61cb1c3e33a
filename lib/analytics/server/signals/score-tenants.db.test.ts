import { beforeEach, describe, expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { factsNow, factsOfDay, isoDay } from "@/lib/analytics/server/signals/facts-at";
import { readFacts } from "@/lib/analytics/server/signals/read-facts";
import { scoreTenants } from "@/lib/analytics/server/signals/score-tenants";
import { printAddition } from "@/lib/analytics/signals/print-addition";
import type { Firing } from "@/lib/analytics/signals/types";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const zone = "Europe/Berlin";
const now = new Date("2026-11-20T09:30:00Z");
const today = factsNow(now, zone).today;
const dayMs = 86_400_000;
const ago = (days: number) => new Date(now.getTime() - days * dayMs);
const { featureId } = await makeRoute(sql);
await sql`insert into install (id, report_zone) values (1, ${zone}) on conflict (id) do update set report_zone = ${zone}`;

/** Allowed live calls of the last days before today, the newest last. */
async function called(tenantId: string, calls: readonly number[], over: { keyId?: string; routeId?: string } = {}) {
  const rows = calls.flatMap((count, place) =>
    count === 0 ? [] : [{ day: isoDay(today - calls.length + place), calls: count }],
  );
  await sql`
    insert into roll_day (id, day, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code, calls,
      units, asked_units, upstream_client_errors, upstream_server_errors)
    select gen_random_uuid(), day, ${tenantId}, ${over.keyId ?? "key_1"}, ${over.routeId ?? "rte_1"}, ${featureId}, '', 'live', 'allowed', 200, '',
           calls, calls, calls, 0, 0
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (day date, calls bigint)`;
}
async function tenantOnPlan(name: string, createdDaysAgo = 90) {
  const { id } = await makeTenant(sql, name);
  await sql`update tenant set created_at = ${ago(createdDaysAgo)} where id = ${id}`;
  const plan = await putOnTestPlan(sql, { tenantId: id, featureId, units: 1000, anchor: ago(createdDaysAgo) });
  return { id, ...plan };
}
const steady = Array.from({ length: 60 }, () => 100);
type Scored = { score: number | null; band: string; firings: Firing[]; mrr: number; owed: number };
async function riskOf(tenantId: string, day = today): Promise<Scored | undefined> {
  const [row] = await sql<Scored[]>`
    select score, band, firings, mrr_minor as mrr, owed_minor as owed from risk_day
     where tenant_id = ${tenantId} and day = ${isoDay(day)}`;
  return row;
}
const sentences = (row: Scored | undefined) => row?.firings.map(({ sentence }) => sentence);

async function episode(
  tenantId: string,
  openedDaysAgo: number,
  over: { over?: number; kind?: string; last?: number } = {},
) {
  const opened = ago(openedDaysAgo);
  const id = newId("request", opened);
  const last = ago(over.last ?? over.over ?? 0);
  await sql`
    insert into episode (id, tenant_id, feature_id, code, class, opened_at, last_refused_at, first_request_id, last_request_id,
      refusals, asked_units, cheapest_units, blind_retries, resolved_at, kind)
    values (${id}, ${tenantId}, ${featureId}, 'quota_exhausted', 'money', ${opened}, ${last}, ${id}, ${id}, 200, 200, 1, 180,
      ${over.over === undefined ? null : ago(over.over)}, ${over.kind ?? null})`;
}
async function refusedNow(tenantId: string) {
  await sql`
    insert into roll_quarter (id, bucket, tenant_id, route_id, feature_id, plan_version_id, mode, class, status, code, calls, units,
      asked_units, upstream_client_errors, upstream_server_errors, gate_us, upstream_ms)
    values (gen_random_uuid(), ${new Date(now.getTime() - 3_600_000)}, ${tenantId}, 'rte_1', ${featureId}, '', 'live', 'money', 402,
      'quota_exhausted', 200, 0, 200, 0, 0, 0, 0)`;
}
async function unpaid(tenantId: string, failedDaysAgo: number) {
  const id = newId("invoice", ago(failedDaysAgo));
  await sql`
    insert into invoice (id, tenant_id, billed_by, number, status, reason, currency, subtotal_minor, tax_minor, total_minor,
      due_minor, paid_minor, created_at)
    values (${id}, ${tenantId}, 'stripe', 'F-1042', 'open', 'subscription_cycle', 'EUR', 9900, 0, 9900, 9900, 0, ${ago(failedDaysAgo)})`;
  await sql`
    insert into payment_attempt (id, tenant_id, invoice_id, attempt, at, amount_minor, currency, ok, cause)
    values (${newId("paymentAttempt", now)}, ${tenantId}, ${id}, 1, ${ago(failedDaysAgo)}, 9900, 'EUR', false, 'card_expired')`;
  return id;
}

/** Somebody was scored yesterday, so that no day is missing. */
const watched = await makeTenant(sql, "Watched");
const scoredYesterday = () => sql`
  insert into risk_day (day, tenant_id, band, firings, families, expansions, mrr_minor, owed_minor, written_at)
  values (${isoDay(today - 1)}, ${watched.id}, 'new', '[]', '{}', '[]', 0, 0, ${ago(1)})`;

beforeEach(async () => {
  await sql`truncate risk_day, signal_firing, episode, roll_day, roll_quarter, forecast_day, payment_attempt, subscription_change`;
  await sql`delete from invoice`;
  await sql`update tenant set status = 'suspended'`;
  await scoredYesterday();
});

describe("the risk of a tenant", () => {
  test("is read from its calls, its refusals and its papers, and adds up", async () => {
    const silent = await tenantOnPlan("Silent");
    await called(silent.id, [...steady.slice(16), ...Array.from({ length: 16 }, () => 0)]);
    await unpaid(silent.id, 4);
    await sql`update subscription set status = 'grace', ends_at = ${ago(-3)} where tenant_id = ${silent.id}`;
    const calm = await tenantOnPlan("Calm");
    await called(calm.id, steady);
    await scoreTenants(sql, now);
    const risk = await riskOf(silent.id);
    expect(sentences(risk)).toEqual([
      "No allowed call for 17 days; before, never longer than 1 day.",
      "Invoice F-1042 over €99.00 is unpaid for 4 days (card expired).",
      "Access stops Mon 23 Nov 10:30 CET unless the invoice is paid.",
    ]);
    expect(printAddition(risk?.firings ?? [])).toBe(
      "25 silent 17 d + 20 unpaid 4 d + 9 grace ends Mon 23 Nov 10:30 CET = 54",
    );
    expect(risk).toMatchObject({ band: "act", mrr: 2900, owed: 9900 });
    expect(await riskOf(calm.id)).toMatchObject({ score: 0, band: "calm", firings: [], mrr: 2900, owed: 0 });
  });

  test("has no number for a tenant that nobody knows yet, nor for one that the operator suspended", async () => {
    const fresh = await tenantOnPlan("Fresh", 3);
    const { id } = await makeTenant(sql, "Suspended");
    await sql`update tenant set status = 'suspended', created_at = ${ago(90)} where id = ${id}`;
    await scoreTenants(sql, now);
    expect(await riskOf(fresh.id)).toMatchObject({ score: null, band: "new", firings: [] });
    expect(await riskOf(id)).toBeUndefined();
  });

  test("counts live calls alone", async () => {
    const { id } = await tenantOnPlan("Tests");
    await called(id, steady);
    await sql`update roll_day set mode = 'test' where tenant_id = ${id}`;
    const [row] = await readFacts(sql, factsNow(now, zone));
    expect(row?.facts).toMatchObject({ usageChange: null, silence: null });
  });

  test.each([
    ["usage that fell", [...steady.slice(7), ...Array.from({ length: 7 }, () => 40)], "Calls fell 60%"],
    ["a steady week", steady, null],
  ])("says of %s what weeks vary by", async (_, calls, begins) => {
    const { id } = await tenantOnPlan("Weeks");
    await called(id, calls);
    await scoreTenants(sql, now);
    const said = sentences(await riskOf(id)) ?? [];
    if (begins === null) expect(said).toEqual([]);
    else expect(said[0]).toMatch(new RegExp(`^${begins}`));
  });

  test("sees a key that stopped while others run, and routes that are no longer used", async () => {
    const { id } = await tenantOnPlan("Parts");
    await sql`
      insert into api_key (tenant_id, id, name, mode, created_at, created_by) values
        (${id}, 'key_n', 'nightly-import', 'live', ${ago(80)}, 't'), (${id}, 'key_a', 'app', 'live', ${ago(80)}, 't')`;
    await called(id, steady, { keyId: "key_a", routeId: "rte_a" });
    await called(id, [...steady.slice(12), ...Array.from({ length: 12 }, () => 0)], {
      keyId: "key_n",
      routeId: "rte_b",
    });
    const old = [...Array.from({ length: 30 }, () => 1), ...Array.from({ length: 30 }, () => 0)];
    for (const routeId of ["rte_c", "rte_d", "rte_e", "rte_f"]) await called(id, old, { keyId: "key_a", routeId });
    await scoreTenants(sql, now);
    expect(sentences(await riskOf(id))).toEqual([
      "Calls fell 50% against a normal week (1,400 → 700); normal weeks vary ±14%.",
      "Key nightly-import (50% of the calls) has made none for 13 days.",
      "Uses 2 of the 6 routes that it used in the 28 days before.",
    ]);
  });

  test("sees answers that fail more often than before, whatever was refused beside them", async () => {
    const { id } = await tenantOnPlan("Errors");
    await called(id, steady);
    await called(id, [...Array.from({ length: 53 }, () => 0), ...Array.from({ length: 7 }, () => 20)], {
      keyId: "key_2",
    });
    await sql`update roll_day set status = 502, code = 'upstream_error' where tenant_id = ${id} and key_id = 'key_2'`;
    await called(id, steady, { keyId: "key_3" });
    await sql`update roll_day set status = 402, class = 'money', code = 'quota_exhausted' where tenant_id = ${id} and key_id = 'key_3'`;
    const [row] = await readFacts(sql, factsNow(now, zone));
    expect(row?.facts.errors?.nowShare).toBeCloseTo(140 / 840, 9);
    expect(row?.facts.errors?.beforeShare).toBe(0);
  });

  test("sees who stands at the wall, retries blindly, waited before, and did not come back", async () => {
    const wall = await tenantOnPlan("At the wall");
    await called(wall.id, steady);
    await episode(wall.id, 80, { over: 78, kind: "period_reset" });
    await episode(wall.id, 50, { over: 48, kind: "period_reset" });
    await episode(wall.id, 3);
    await refusedNow(wall.id);
    const gone = await tenantOnPlan("Gone");
    await called(gone.id, [...steady.slice(20), ...Array.from({ length: 20 }, () => 25)]);
    await episode(gone.id, 21, { over: 20, kind: "period_reset" });
    await scoreTenants(sql, now);
    expect(sentences(await riskOf(wall.id))).toEqual([
      "Refused for 3 days (Geo search, quota_exhausted).",
      "The program repeated 180 of 200 refused calls within a minute, without reading the answer.",
      "Reached a limit 2 times in 90 days and waited each time.",
    ]);
    expect(sentences(await riskOf(gone.id))?.[0]).toMatch(
      /^After the refusal of 30 Oct the calls did not come back \(700 → 1\d\d calls a week, −7\d%\)\.$/,
    );
  });

  test("takes a grace that was extended for what it is", async () => {
    const { id } = await tenantOnPlan("Late");
    await called(id, steady);
    await sql`update subscription set status = 'grace', ends_at = ${ago(-1)} where tenant_id = ${id}`;
    const endsIn = async () => (await readFacts(sql, factsNow(now, zone)))[0]?.facts.graceEnds?.inDays;
    expect(await endsIn()).toBeCloseTo(1, 6);
    await sql`
      insert into exception (tenant_id, id, kind, reason, starts_at, ends_at, granted_by, created_at)
      values (${id}, ${newId("exception", now)}, 'access_until', 'bank transfer is on its way', ${ago(0)}, ${ago(-6)}, 't', ${ago(0)})`;
    expect(await endsIn()).toBeCloseTo(6, 6);
  });

  test("knows the cards that end before the next charge", async () => {
    const { id, planVersionId } = await tenantOnPlan("Card");
    await called(id, steady);
    await sql`
      insert into billing_subscription (id, tenant_id, billed_by, stripe_subscription_id, status, plan_version_id, anchor_at,
        started_at, interval, period_end, created_by, created_at)
      values (${newId("billingSubscription", now)}, ${id}, 'stripe', 'sub_1', 'active', ${planVersionId}, ${ago(60)}, ${ago(60)},
        'month', ${new Date("2026-12-03T10:00:00Z")}, 't', ${ago(60)})`;
    await sql`
      insert into payment_method (stripe_payment_method_id, tenant_id, brand, last4, exp_month, exp_year, fetched_at)
      values ('pm_1', ${id}, 'visa', '4242', 11, 2026, ${now})`;
    const cardOf = async () => (await readFacts(sql, factsNow(now, zone)))[0]?.facts.cardEnds;
    expect(await cardOf()).toMatchObject({ last4: "4242", endsAt: "30 Nov", nextChargeAt: "3 Dec" });
    await sql`
      insert into payment_method (stripe_payment_method_id, tenant_id, brand, last4, exp_month, exp_year, fetched_at)
      values ('pm_2', ${id}, 'visa', '1881', 1, 2030, ${now})`;
    expect(await cardOf()).toBeNull();
    await sql`delete from payment_method`;
    await sql`delete from billing_subscription`;
  });
});

describe("a past day", () => {
  test("is scored from what was known then: nothing of later changes it", async () => {
    const { id } = await tenantOnPlan("Past");
    const day = today - 20;
    await called(id, [
      ...steady.slice(0, 30),
      ...Array.from({ length: 10 }, () => 0),
      ...Array.from({ length: 20 }, () => 0),
    ]);
    await unpaid(id, 25);
    await sql`insert into subscription_change (id, tenant_id, at, to_status, to_plan_version_id, source)
      select 'sch_0', tenant_id, ${ago(90)}, 'active', plan_version_id, 'manual' from subscription where tenant_id = ${id}`;
    const before = await readFacts(sql, factsOfDay(day, zone));
    expect(before[0]?.facts).toMatchObject({ silence: { days: 11 }, overdue: { invoiceNumber: "F-1042" } });
    expect(before[0]?.stake).toMatchObject({ mrrMinor: 2900, owedMinor: 9900 });
    await called(
      id,
      Array.from({ length: 15 }, () => 5000),
      { keyId: "key_9" },
    );
    await sql`update invoice set status = 'paid', paid_at = ${ago(10)}, due_minor = 0, paid_minor = 9900 where tenant_id = ${id}`;
    await episode(id, 12);
    await sql`insert into subscription_change (id, tenant_id, at, from_status, to_status, source)
      values ('sch_1', ${id}, ${ago(5)}, 'active', 'ended', 'manual')`;
    await sql`update subscription set status = 'ended', reason = 'subscription_expired' where tenant_id = ${id}`;
    expect(await readFacts(sql, factsOfDay(day, zone))).toEqual(before);
  });

  test("that was missed is made up for once, in order, so that signals begin when they began", async () => {
    const { id } = await tenantOnPlan("Made up");
    await called(id, [...steady.slice(16), ...Array.from({ length: 16 }, () => 0)]);
    await sql`truncate risk_day`;
    expect(await scoreTenants(sql, now)).toEqual({ days: 61, tenants: 1 });
    expect(await scoreTenants(sql, now)).toEqual({ days: 1, tenants: 1 });
    const silentOn = async (ago: number) =>
      (await riskOf(id, today - ago))?.firings.find(({ id: signal }) => signal === "silent_tenant")?.short;
    expect([await silentOn(10), await silentOn(9), await silentOn(3)]).toEqual([
      undefined,
      "silent 8 d",
      "silent 14 d",
    ]);
    const [firing] = await sql<{ opened: string; closed: Date | null }[]>`
      select (opened_at at time zone ${zone})::date::text as opened, closed_at as closed from signal_firing
       where tenant_id = ${id} and signal = 'silent_tenant'`;
    expect(firing).toEqual({ opened: isoDay(today - 17 + 8), closed: null });
  });
});

test("a signal's row is carried on while it speaks and closed when it falls silent", async () => {
  const { id } = await tenantOnPlan("Comes back");
  await called(id, [...steady.slice(16), ...Array.from({ length: 16 }, () => 0)]);
  await scoreTenants(sql, now);
  const later = new Date(now.getTime() + 600_000);
  await sql`
    insert into roll_day (id, day, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code, calls,
      units, asked_units, upstream_client_errors, upstream_server_errors)
    values (gen_random_uuid(), ${isoDay(today)}, ${id}, 'key_1', 'rte_1', ${featureId}, '', 'live', 'allowed', 200, '', 1, 1, 1, 0, 0)`;
  await scoreTenants(sql, later);
  const rows =
    await sql`select signal, closed_at from signal_firing where tenant_id = ${id} and signal = 'silent_tenant'`;
  expect(rows).toEqual([{ signal: "silent_tenant", closed_at: later }]);
});

test("500 tenants with two months of calls are read in few queries, within a second of a quiet machine", async () => {
  await sql`
    insert into tenant (id, name, created_at)
    select 'tnt_many_' || n, 'Many ' || n, ${ago(90)} from generate_series(1, 500) n on conflict (id) do update set status = 'active'`;
  await sql`
    insert into roll_day (id, day, tenant_id, key_id, route_id, feature_id, plan_version_id, mode, class, status, code, calls, units,
      asked_units, upstream_client_errors, upstream_server_errors)
    select gen_random_uuid(), date '1970-01-01' + (${today}::int - d), 'tnt_many_' || n, 'key_' || k, 'rte_' || r, ${featureId}, '', 'live', 'allowed',
           200, '', 10, 10, 10, 0, 0
      from generate_series(1, 500) n, generate_series(1, 60) d, generate_series(1, 2) k, generate_series(1, 2) r`;
  await sql`analyze roll_day`;
  const begun = performance.now();
  const rows = await readFacts(sql, factsNow(now, zone));
  const tookMs = performance.now() - begun;
  expect(rows).toHaveLength(500);
  // Shared machines are several times slower than a quiet one.
  expect(tookMs).toBeLessThan(30_000);
});
