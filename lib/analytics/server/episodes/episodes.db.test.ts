import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { makeLedger } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { foldMarkedEpisodes } from "@/lib/analytics/server/episodes/fold-marked-episodes";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const { tenantId, featureId } = await makeLedger(sql, 10);
const now = new Date();
const minuteMs = 60_000;
const at = (minutesAgo: number) => new Date(now.getTime() - minutesAgo * minuteMs);

type Call = { minutesAgo: number; code: string | null; asked?: number; keyId?: string };

async function write(calls: Call[]) {
  for (const { minutesAgo, code, asked = 1, keyId = "key_1" } of calls) {
    const status = code === null ? 200 : code === "key_budget_reached" ? 403 : 402;
    await sql`
      insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, route_id, feature_id, method, status,
        code, asked_units, units, gate_us, total_ms)
      values (${newId("request", at(minutesAgo))}, ${at(minutesAgo)}, 'live', 'gateway', ${tenantId}, ${keyId}, 'rte_1',
        ${featureId}, 'GET', ${status}, ${code}, ${asked}, ${code === null ? asked : 0}, 1, 1)`;
  }
}
const episodes = () => sql`
  select code, class, refusals, key_id as "keyId", kind, opened_at as "openedAt", resolved_at as "resolvedAt",
         first_allow_at as "firstAllowAt" from episode order by opened_at, code, key_id`;

beforeEach(async () => {
  await sql`truncate request_log, episode, episode_mark, roll_quarter, roll_hour, roll_day, roll_tenant_day, roll_total_day`;
  await sql`delete from credit_lot`;
});

describe("runs of refusals", () => {
  test("open with the first refusal, grow, and end with the first call that passes", async () => {
    await write([
      { minutesAgo: 60, code: "quota_exhausted" },
      { minutesAgo: 50, code: "quota_exhausted" },
    ]);
    expect(await foldMarkedEpisodes(sql, now)).toEqual({ folded: 1 });
    expect(await episodes()).toMatchObject([{ code: "quota_exhausted", refusals: 2, resolvedAt: null, kind: null }]);
    await write([{ minutesAgo: 40, code: null }]);
    await foldMarkedEpisodes(sql, now);
    expect(await episodes()).toMatchObject([
      { refusals: 2, resolvedAt: at(40), firstAllowAt: at(40), kind: "other", openedAt: at(60) },
    ]);
    expect(await foldMarkedEpisodes(sql, now)).toEqual({ folded: 0 });
  });

  test("end with bought credits, though nobody calls, and keep what pages noted on them", async () => {
    await write([{ minutesAgo: 60, code: "quota_exhausted" }]);
    await foldMarkedEpisodes(sql, now);
    await sql`update episode set receipt_opened_at = ${at(30)}`;
    await sql`select credit_lot_open(${tenantId}, ${newId("creditLot", now)}, 'bought', 1000, 100, null, 'test', 'pi_1', 't', 't')`;
    await sql`update credit_lot set created_at = ${at(20)}`;
    await foldMarkedEpisodes(sql, now);
    expect(await sql`select kind, resolved_at, receipt_opened_at, first_allow_at from episode`).toEqual([
      { kind: "top_up", resolved_at: at(20), receipt_opened_at: at(30), first_allow_at: null },
    ]);
  });

  test("of a change of plan are an upgrade, of a late payment a payment", async () => {
    const [version] = await sql<
      { id: string }[]
    >`select plan_version_id as id from subscription where tenant_id = ${tenantId}`;
    const change = (id: string, minutesAgo: number, from: string | null, to: string) => sql`
      insert into subscription_change (id, tenant_id, at, from_status, to_status, from_plan_version_id, to_plan_version_id, source)
      values (${id}, ${tenantId}, ${at(minutesAgo)}, ${from}, ${to}, ${from ? (version?.id ?? null) : null}, ${version?.id ?? null}, 'stripe')`;
    await write([{ minutesAgo: 60, code: "subscription_past_due" }]);
    await change("sch_1", 50, "suspended", "active");
    await write([{ minutesAgo: 40, code: "subscription_required" }]);
    await change("sch_2", 30, null, "active");
    await foldMarkedEpisodes(sql, now);
    expect((await episodes()).map(({ code, kind }) => [code, kind])).toEqual([
      ["subscription_past_due", "payment_fixed"],
      ["subscription_required", "upgrade"],
    ]);
    await sql`delete from subscription_change`;
  });

  test("that an event resolved learn of the first call that passes after it", async () => {
    await write([{ minutesAgo: 60, code: "quota_exhausted" }]);
    await foldMarkedEpisodes(sql, now);
    await sql`select credit_lot_open(${tenantId}, ${newId("creditLot", now)}, 'bought', 1000, 100, null, 'test', 'pi_2', 't', 't')`;
    await sql`update credit_lot set created_at = ${at(50)}`;
    await foldMarkedEpisodes(sql, now);
    await write([{ minutesAgo: 40, code: null }]);
    await foldMarkedEpisodes(sql, now);
    expect(await episodes()).toMatchObject([{ kind: "top_up", resolvedAt: at(50), firstAllowAt: at(40) }]);
  });

  test("go on as they stand when the rows of their beginning are gone", async () => {
    await write([
      { minutesAgo: 900, code: "quota_exhausted" },
      { minutesAgo: 899, code: "quota_exhausted" },
      { minutesAgo: 300, code: "quota_exhausted" },
    ]);
    await foldMarkedEpisodes(sql, now);
    const [before] = await sql`select id from episode`;
    await sql`delete from request_log where decided_at < ${at(600)}`;
    await write([{ minutesAgo: 200, code: "quota_exhausted" }]);
    await foldMarkedEpisodes(sql, now);
    expect(await episodes()).toMatchObject([{ refusals: 4, openedAt: at(900), resolvedAt: null }]);
    // Once more from nothing but the stored run: what it was counted to is lost.
    await sql`update episode set counted = null`;
    await write([
      { minutesAgo: 100, code: "quota_exhausted" },
      { minutesAgo: 20, code: null },
    ]);
    await foldMarkedEpisodes(sql, now);
    expect(await episodes()).toMatchObject([{ refusals: 5, openedAt: at(900), resolvedAt: at(20) }]);
    expect(await sql`select id from episode`).toEqual([before]);
  });

  test("are counted in turns of a bounded size, thousands of them open", { timeout: 180_000 }, async () => {
    const pairs = 3_500;
    await sql`
      insert into episode (id, tenant_id, feature_id, code, class, opened_at, last_refused_at, first_request_id,
        last_request_id, refusals, asked_units, cheapest_units, blind_retries)
      select 'epi_' || lpad(n::text, 26, '0'), ${tenantId}, 'fea_' || n, 'quota_exhausted', 'money', ${at(60)}, ${at(60)},
             'req_1', 'req_1', 1, 1, 1, 0 from generate_series(1, ${pairs}) n`;
    await sql`
      insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, feature_id, method, status, code,
        asked_units, units, gate_us, total_ms)
      select 'req_' || lpad(n::text, 26, '0'), ${at(30)}, 'live', 'gateway', ${tenantId}, 'key_1', 'fea_' || n, 'GET', 402,
             'quota_exhausted', 1, 0, 1, 1 from generate_series(1, ${pairs}) n`;
    const begunAt = performance.now();
    expect(await foldMarkedEpisodes(sql, now)).toEqual({ folded: 3_000 });
    expect(performance.now() - begunAt).toBeLessThan(60_000);
    expect(await foldMarkedEpisodes(sql, now)).toEqual({ folded: 500 });
    expect(await foldMarkedEpisodes(sql, now)).toEqual({ folded: 0 });
    expect(await sql`select refusals, count(*)::int as n from episode group by 1`).toEqual([{ refusals: 2, n: pairs }]);
  });

  test("are the same in whatever order and pieces the rows arrive and are marked", async () => {
    const call = fc.record({
      minutesAgo: fc.integer({ min: 1, max: 500 }),
      code: fc.constantFrom(null, null, "quota_exhausted", "credits_insufficient", "key_budget_reached"),
      asked: fc.integer({ min: 1, max: 3 }),
      keyId: fc.constantFrom("key_1", "key_2"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(call, { maxLength: 25, selector: (c) => c.minutesAgo }),
        fc.nat(25),
        async (calls, cut) => {
          await sql`truncate request_log, episode, episode_mark, roll_quarter, roll_hour, roll_day, roll_tenant_day, roll_total_day`;
          await write(calls.slice(0, cut));
          await foldMarkedEpisodes(sql, now);
          await write(calls.slice(cut));
          // The trigger marks no call that passed after the runs of its feature had ended: here each piece is marked.
          const since = at(Math.max(1, ...calls.slice(cut).map(({ minutesAgo }) => minutesAgo)));
          await sql`insert into episode_mark (tenant_id, feature_id, since) values (${tenantId}, ${featureId}, ${since})`;
          await foldMarkedEpisodes(sql, now);
          const inPieces = await episodes();
          await sql`truncate episode`;
          const longAgo = at(1000);
          await sql`insert into episode_mark (tenant_id, feature_id, since) values (${tenantId}, ${featureId}, ${longAgo})`;
          await foldMarkedEpisodes(sql, now);
          expect(inPieces).toEqual(await episodes());
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
