import { describe, expect, test } from "vitest";
import { makeRoute, makeTenant } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { getDecision } from "@/lib/analytics/server/logs/get-decision";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const now = new Date();
const { featureId, apiId, routeId } = await makeRoute(sql);
const acme = await makeTenant(sql, "Acme");
const keyId = newId("key", now);
const staff = () => staffCtx("support", { now });
const decide = async (id: string) => (await getDecision(staff(), { id })).decision;

async function logged(status: number, code: string | null, weight = 1): Promise<string> {
  const at = new Date(now.getTime() - 60_000);
  const id = newId("request", at);
  await sql`
    insert into request_log (request_id, decided_at, mode, door, tenant_id, key_id, key_hint, api_id, route_id,
      feature_id, method, route_path, status, code, gates, units, upstream_status, gate_us, upstream_ms, total_ms,
      weight, metered)
    values (${id}, ${at}, 'live', 'gateway', ${acme.id}, ${keyId}, 'fg_live_1…2', ${apiId}, ${routeId}, ${featureId},
      'GET', '/v1/search', ${status}, ${code},
      ${code ? sql.json([{ gate: "quota", result: "refused", limit: 10, used: 10, asked: 1 }]) : null},
      ${code ? 0 : 3}, ${code ? null : 200}, 85, ${code ? null : 20}, 24, ${weight}, ${code === null})`;
  return id;
}

describe("one call, for staff", () => {
  test("a refusal shows the numbers that its gate looked at, its run, and how many were refused like it", async () => {
    await logged(402, "quota_exhausted", 4);
    const id = await logged(402, "quota_exhausted");
    await logged(402, "credits_exhausted");
    const at = new Date(now.getTime() - 60_000);
    const episode = `epi_${id.slice(4)}`;
    await sql`
      insert into episode (id, tenant_id, feature_id, code, class, opened_at, last_refused_at, first_request_id,
                           last_request_id, refusals, asked_units, cheapest_units, blind_retries)
      values (${episode}, ${acme.id}, ${featureId}, 'quota_exhausted', 'money', ${at}, ${at}, ${id}, ${id}, 5, 5, 1, 0)`;
    expect(await decide(id)).toMatchObject({
      class: "money",
      receipt: { requestId: id, gates: [{ gate: "quota", limit: 10, used: 10, asked: 1 }] },
      details: { door: "gateway", gateUs: 85, upstreamMs: null, totalMs: 24 },
      event: null,
      draws: [],
      episode: { id: episode, refusals: 5 },
      similar: { calls: 5 },
      clock: { zone: "UTC", offsetSeconds: 0 },
    });
  });
  test("a metered call shows what the ledger booked, and what each account paid", async () => {
    const id = await logged(200, null);
    const accountId = newId("account", now);
    const node = newId("node", now);
    await sql`insert into node (node_id, door, started_at, seen_at) values (${node}, 'gateway', ${now}, ${now})`;
    await sql`
      insert into ledger_account (account_id, tenant_id, kind, unit, feature_id, mode, period_start, period_end, posted,
                                  consumed)
      values (${accountId}, ${acme.id}, 'quota', ${featureId}, ${featureId}, 'live', ${now},
              ${new Date(now.getTime() + 86_400_000)}, 10, 3)`;
    await sql`
      insert into usage_event (node_id, seq, request_id, tenant_id, feature_id, outcome, cost, admitted_at, applied_at)
      values (${node}, 7, ${id}, ${acme.id}, ${featureId}, 'ok', 3, ${now}, ${now})`;
    await sql`insert into usage_draw (node_id, seq, n, account_id, cost) values (${node}, 7, 1, ${accountId}, 3)`;
    expect(await decide(id)).toMatchObject({
      class: "allowed",
      receipt: { upstreamStatus: 200, units: 3 },
      details: { upstreamMs: 20, metered: true },
      event: { nodeId: node, outcome: "ok", cost: 3, billable: true, late: false },
      draws: [{ accountId, kind: "quota", cost: 3 }],
      similar: null,
      state: null,
    });
  });
  test("that is not in the log is null, with the instant from which a shortened log holds rows", async () => {
    const id = await logged(200, null);
    const later = new Date(now.getTime() + 40 * 86_400_000);
    const { decision, keptSince } = await getDecision(staffCtx("support", { now: later }), {
      id: newId("request", new Date(0)),
    });
    expect(decision).toBeNull();
    expect(keptSince).toBe((await decide(id))?.receipt.decidedAt.toISOString());
    expect(await getDecision(staff(), { id: newId("request", new Date(0)) })).toEqual({
      decision: null,
      keptSince: null,
    });
  });
  test("does not exist for people who are not staff", async () => {
    const id = await logged(200, null);
    for (const ctx of [staffCtx(null), acme.as("owner", { now })]) {
      await expect(getDecision(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
    }
  });
});
