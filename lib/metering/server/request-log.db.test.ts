import { expect, it } from "vitest";
import { connect } from "@/db/connect";
import { testDatabase } from "@/db/testing/test-database";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { openRequestLog, type RequestRow } from "@/lib/metering/server/request-log";

const { sql } = await testDatabase();

function newRow(over: Partial<RequestRow> = {}): RequestRow {
  const now = new Date();
  return {
    requestId: newId("request", now),
    decidedAt: now,
    mode: "live",
    door: "gateway",
    tenantId: "tnt_1",
    keyId: "key_1",
    keyHint: "fg_live_9fK2…7Hq2",
    apiId: "api_1",
    routeId: "rte_1",
    featureId: "fea_1",
    planVersionId: null,
    method: "GET",
    routePath: "/v1/x",
    status: 200,
    code: null,
    gates: null,
    reasons: [],
    details: null,
    limitUnits: null,
    usedUnits: null,
    askedUnits: 1,
    units: 1,
    upstreamStatus: 200,
    gateUs: 90,
    upstreamMs: 3,
    totalMs: 4,
    aborted: false,
    clientRequestId: null,
    ...over,
  };
}
const countOf = async (tenantId: string) =>
  (await sql<{ n: number }[]>`select count(*)::int as n from request_log where tenant_id = ${tenantId}`)[0]?.n;

it("writes every row within a quarter of a second or so, many in one insert", async () => {
  const log = openRequestLog(sql);
  const beganMs = performance.now();
  for (let n = 0; n < 1_300; n++) log.write(newRow({ tenantId: "tnt_many" }));
  // With room for a busy machine, and without being asked to.
  await expect.poll(() => countOf("tnt_many"), { timeout: 30_000 }).toBe(1_300);
  expect(performance.now() - beganMs).toBeLessThan(10_000);
  await log.close();
});

it("takes a row as text, in which what is null is missing; one that is no JSON is dropped alone", async () => {
  const log = openRequestLog(sql);
  const { requestId, decidedAt } = newRow();
  const known = { requestId, decidedAt, door: "gateway", tenantId: "tnt_text", method: "GET", status: 200, units: 0 };
  const text = JSON.stringify({ ...known, gateUs: 90, upstreamMs: 3, totalMs: 4, aborted: false, weight: 1 });
  log.writeText("{");
  log.writeText(text);
  await log.close();
  const rows = await sql`select request_id, weight, reasons, code, upstream_ms from request_log
    where tenant_id = 'tnt_text'`;
  expect(rows).toEqual([{ request_id: requestId, weight: 1, reasons: [], code: null, upstream_ms: 3 }]);
  expect(log.dropped()).toBe(1);
});

it("keeps every column of a refusal as it was given", async () => {
  const log = openRequestLog(sql);
  const row = newRow({
    tenantId: "tnt_refusal",
    status: 402,
    code: "subscription_expired",
    gates: [{ gate: "key", result: "passed" }],
    reasons: ["feature_not_in_plan"],
    details: { api: "x", endedAt: "2026-11-15T00:00:00Z" },
    limitUnits: 10,
    usedUnits: 9_007_199_254_740_991,
    clientRequestId: `it's "quoted"\\`,
    aborted: true,
  });
  log.write(row);
  await log.close();
  const [kept] = await sql`select * from request_log where tenant_id = 'tnt_refusal'`;
  expect(kept).toMatchObject({
    request_id: row.requestId,
    decided_at: row.decidedAt,
    status: 402,
    code: "subscription_expired",
    gates: row.gates,
    reasons: ["feature_not_in_plan"],
    details: row.details,
    used_units: 9_007_199_254_740_991,
    client_request_id: row.clientRequestId,
    aborted: true,
    weight: 1,
  });
});

it("lets one row stand for the refusals beyond the sixtieth, with their number as its weight", async () => {
  const log = openRequestLog(sql);
  for (let n = 0; n < 75; n++) {
    const row = newRow({ tenantId: "tnt_storm", status: 402, code: "quota_exhausted" });
    if (log.countRefusal("storm", row.requestId).kept) log.write(row);
    else log.fold("storm", row);
  }
  await log.close();
  const [sum] =
    await sql`select count(*)::int as rows, sum(weight)::int as weight from request_log where tenant_id = 'tnt_storm'`;
  // The minute may turn in between; every refusal is counted all the same.
  expect(sum?.weight).toBe(75);
  expect(sum?.rows).toBeLessThanOrEqual(75);
});

it("waits for a store that is away, keeps at most ten thousand rows, and counts what it dropped", {
  timeout: 20_000,
}, async () => {
  const nowhere = connect(
    { ...env(), PGPORT: 1, PGHOST: "127.0.0.1", DATABASE_URL: undefined },
    { max: 1, maxBackoffSec: 1 },
  );
  const log = openRequestLog(nowhere);
  for (let n = 0; n < 10_050; n++) log.write(newRow({ tenantId: "tnt_away" }));
  await log.flush();
  expect(log.dropped()).toBe(50);
  await log.close();
  await nowhere.end({ timeout: 1 });
});

it("writes a row once, though its batch was sent twice", async () => {
  const log = openRequestLog(sql);
  const row = newRow({ tenantId: "tnt_twice" });
  log.write(row);
  log.write(row);
  await log.close();
  expect(await countOf("tnt_twice")).toBe(1);
});

it("drops a row that the store will never take, and keeps its neighbours", async () => {
  const log = openRequestLog(sql);
  log.write(newRow({ tenantId: "tnt_neighbour" }));
  log.write(newRow({ tenantId: "tnt_poison", status: 1_000_000 }));
  log.write(newRow({ tenantId: "tnt_neighbour" }));
  await log.close();
  expect(await countOf("tnt_neighbour")).toBe(2);
  expect(await countOf("tnt_poison")).toBe(0);
  expect(log.dropped()).toBe(1);
});
