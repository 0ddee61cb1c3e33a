import { afterAll, expect, it } from "vitest";
import { makeLedger } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import type { FlushRecord, StoreRequest } from "@/lib/metering/core/types";
import { flushText } from "@/lib/metering/server/store/flush-text";
import { openStore, type StoreResult } from "@/lib/metering/server/store/open-store";
import { storeFailure } from "@/lib/metering/server/store/store-failure";
import { databaseRoad } from "@/lib/metering/server/store/testing/database-road";

const { sql, conn } = await testDatabase();
const nodeId = newId("node", new Date());
const store = openStore(env(), "store-under-test", nodeId);
afterAll(() => store.close());

const call = (request: StoreRequest) => store.call(request, 20_000);
function answered(result: StoreResult) {
  if ("failure" in result) throw new Error(result.failure.kind);
  return result.answer;
}
async function openNode(): Promise<number> {
  const answer = answered(await call({ fn: "node_open", nodeId, door: "gateway", knownEpoch: 0, knownSeq: 0 }));
  return answer.fn === "node_open" ? answer.epoch : 0;
}
const record = (seq: number, over: Partial<FlushRecord> = {}): FlushRecord => ({
  seq,
  requestId: newId("request", new Date()),
  tenantId: null,
  featureId: null,
  keyId: "key_1",
  routeId: "rte_1",
  outcome: "void",
  cost: 0,
  admittedAtMs: Date.now(),
  draws: [],
  log: "",
  ...over,
});
const flush = (epoch: number, batch: FlushRecord[]): StoreRequest => ({
  fn: "usage_flush",
  nodeId,
  epoch,
  batch,
  flushedUntilMs: Date.now(),
});

it("carries every request to its function and brings the answer back", async () => {
  const ledger = await makeLedger(sql, 10);
  const epoch = await openNode();
  const { tenantId, featureId, period } = ledger;
  const account = {
    name: "q",
    kind: "quota",
    tenantId,
    mode: "live",
    featureId,
    keyId: null,
    period,
    accountId: null,
  } as const;
  const opened = answered(await call({ fn: "account_open", account }));
  expect(opened).toMatchObject({ fn: "account_open", status: "open", posted: 10, enforced: true, lastSeq: 0 });
  const accountId = opened.fn === "account_open" ? opened.accountId : "";
  const lease = { leaseId: "les_1", nodeId, epoch };
  const acquired = answered(
    await call({ fn: "lease_acquire", ...lease, accountId, want: 8, min: 1, ttlMs: 60_000, extend: false }),
  );
  expect(acquired).toMatchObject({ status: "granted", granted: 8, available: 2 });
  expect(answered(await call({ fn: "lease_return", ...lease, keep: 5, firm: 0, atSeq: 0 })).fn).toBe("lease_return");
  expect(answered(await call({ fn: "lease_recall", accountId })).fn).toBe("lease_recall");
  const used = record(1, { outcome: "ok", cost: 2, draws: [{ accountId, leaseId: "les_1", cost: 2 }] });
  expect(answered(await call(flush(epoch, [used]))).lastSeq).toBe(1);
  expect(answered(await call({ fn: "lease_close", ...lease, throughSeq: 1 })).lastSeq).toBe(1);
  expect(await call({ fn: "lease_close", ...lease, throughSeq: 2 })).toEqual({ failure: { kind: "unflushed" } });
  expect(await call(flush(epoch, [record(5)]))).toEqual({ failure: { kind: "gap" } });
  expect(await call(flush(epoch - 1, []))).toEqual({ failure: { kind: "fenced" } });
  const [row] = await sql`select consumed, reserved from ledger_account where account_id = ${accountId}`;
  expect(row).toEqual({ consumed: 2, reserved: 0 });
});

it("books an outcome whatever the row of the request log holds", async () => {
  const epoch = await openNode();
  const { lastSeq } = answered(await call(flush(epoch, [])));
  const good = record(lastSeq + 1, { log: JSON.stringify({ status: 200, decidedAt: new Date(), method: "GET" }) });
  const batch = [
    good,
    record(lastSeq + 2, { log: '{"status":200,"method":"\\u0000"}' }),
    record(lastSeq + 3, { log: '{"status":2' }),
    record(lastSeq + 4, { log: '{"status":"abc","decidedAt":"never","method":7}' }),
  ];
  expect(answered(await call(flush(epoch, batch))).lastSeq).toBe(lastSeq + 4);
  const ids = batch.map(({ requestId }) => requestId ?? "");
  const rows = await sql`select request_id as id, status from request_log where request_id in ${sql(ids)} and metered`;
  expect(rows).toHaveLength(4);
  expect(rows.find(({ id }) => id === good.requestId)).toMatchObject({ status: 200 });
});

it("says what an error means for the request", () => {
  const reported = (code: string) => Object.assign(new Error(code), { name: "PostgresError", code });
  const driver = (code: string) => Object.assign(new Error(code), { code });
  const table: [unknown, string][] = [
    [reported("M0001"), "fenced"],
    [reported("M0002"), "gap"],
    [reported("M0003"), "unflushed"],
    [reported("40P01"), "not_done"],
    [reported("55P03"), "not_done"],
    [reported("57014"), "not_done"],
    [reported("57P01"), "unknown"],
    [reported("57P02"), "unknown"],
    [reported("57P03"), "not_done"],
    [reported("40003"), "unknown"],
    [reported("08006"), "unknown"],
    [driver("ECONNREFUSED"), "not_done"],
    [driver("CONNECT_TIMEOUT"), "not_done"],
    [driver("CONNECTION_CLOSED"), "unknown"],
    [driver("CONNECTION_DESTROYED"), "unknown"],
    [driver("ECONNRESET"), "unknown"],
    ["nothing", "unknown"],
  ];
  for (const [error, kind] of table) expect([error, storeFailure(error).kind]).toEqual([error, kind]);
});

it("answers in time when a row is locked, when nothing comes back, and when nobody is there", {
  timeout: 90_000,
}, async () => {
  const epoch = await openNode();
  await sql.begin(async (tx) => {
    await tx`select 1 from node where node_id = ${nodeId} for update`;
    expect(await call(flush(epoch, []))).toEqual({ failure: { kind: "not_done" } });
    expect(await store.call(flush(epoch, []), 200)).toEqual({ failure: { kind: "unknown" } });
  });
  const road = await databaseRoad(conn);
  const far = openStore({ ...env(), PGHOST: road.host }, "far-store", nodeId);
  answered(await far.call(flush(epoch, []), 20_000));
  await road.shut();
  const startedMs = performance.now();
  const failures = await Promise.all(Array.from({ length: 20 }, () => far.call(flush(epoch, []), 1_000)));
  // Side by side: one after the other they would take twenty seconds.
  expect(performance.now() - startedMs).toBeLessThan(15_000);
  for (const result of failures) expect(result).toHaveProperty("failure");
  await road.open();
  let back = false;
  for (let i = 0; i < 50 && !back; i++) back = "answer" in (await far.call(flush(epoch, []), 500));
  expect(back).toBe(true);
  expect(Object.keys(far.figures().flushErrors).length).toBeGreaterThan(0);
  await far.close();
  await road.shut();
});

it("opens a new pool when its connections are dead without a word", { timeout: 90_000 }, async () => {
  const epoch = await openNode();
  const road = await databaseRoad(conn);
  const far = openStore({ ...env(), PGHOST: road.host }, "mute-store", nodeId);
  answered(await far.call(flush(epoch, []), 20_000));
  road.mute(true);
  const mute = await Promise.all(Array.from({ length: 10 }, () => far.call(flush(epoch, []), 400)));
  for (const result of mute) expect(result).toHaveProperty("failure");
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await Promise.all(Array.from({ length: 10 }, () => far.call(flush(epoch, []), 400)));
  // The old connections stay mute for ever; only new ones come through.
  road.mute(false);
  let back = false;
  for (let i = 0; i < 20 && !back; i++) back = "answer" in (await far.call(flush(epoch, []), 500));
  expect(back).toBe(true);
  await far.close();
  await road.shut();
});

it("writes a batch as JSON", () => {
  const batch = [
    record(1, { log: '{"a":1}' }),
    record(2, { requestId: null, draws: [{ accountId: "a", leaseId: null, cost: 3 }] }),
  ];
  expect(JSON.parse(flushText(batch))).toEqual([{ ...batch[0], log: { a: 1 } }, batch[1]]);
  expect(JSON.parse(flushText(batch, true))).toEqual(batch);
  expect(flushText([])).toBe("[]");
});
