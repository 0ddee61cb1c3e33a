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
  await sql`truncate request_log, episode, episode_mark, roll_quarter, roll_hour, roll_day`;
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

  test("are the same in whatever order and pieces the rows arrive", async () => {
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
          await sql`truncate request_log, episode, episode_mark, roll_quarter, roll_hour, roll_day`;
          await write(calls.slice(0, cut));
          await foldMarkedEpisodes(sql, now);
          await write(calls.slice(cut));
          await foldMarkedEpisodes(sql, now);
          const inPieces = await episodes();
          await sql`truncate episode`;
          const since = at(1000);
          await sql`insert into episode_mark (tenant_id, feature_id, since) values (${tenantId}, ${featureId}, ${since})`;
          await foldMarkedEpisodes(sql, now);
          expect(inPieces).toEqual(await episodes());
        },
      ),
      { numRuns: 40 },
    );
  });
});
