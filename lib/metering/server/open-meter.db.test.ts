import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { makeLedger, readAccount } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { type Env, env } from "@/lib/env";
import { newId } from "@/lib/id";
import type { CoreSettings } from "@/lib/metering/core/types";
import { type JournalDisk, realDisk } from "@/lib/metering/server/journal/journal-disk";
import { type OpenedMeter, openMeter } from "@/lib/metering/server/open-meter";
import { databaseRoad } from "@/lib/metering/server/store/testing/database-road";
import type { AccountRef, Ending, HoldRequest, Reservation } from "@/lib/metering/types";

const { sql, conn } = await testDatabase();
const root = fs.mkdtempSync(path.join(os.tmpdir(), "meter-test-"));
const meters: OpenedMeter[] = [];
let folders = 0;
const newFolder = () => path.join(root, String(++folders));

afterEach(async () => {
  for (const meter of meters.splice(0)) await meter.close();
});

/** A busy machine's store is waited for. */
const patient = { waitMs: 10_000 };

function startMeter(folder = newFolder(), settings: Partial<CoreSettings> = {}, over: Partial<Env> = {}): OpenedMeter {
  const database = { ...env(), ...over };
  const meter = openMeter({
    door: "gateway",
    folder,
    database,
    journalMaxMb: 16,
    settings: { ...patient, ...settings },
  });
  meters.push(meter);
  return meter;
}
async function readyMeter(...given: Parameters<typeof startMeter>): Promise<OpenedMeter> {
  const meter = startMeter(...given);
  await until(() => meter.notReady() === null);
  return meter;
}
/** How long a busy machine may take for anything that is waited for. */
const patienceMs = 30_000;
async function until(isTrue: () => boolean | Promise<boolean>) {
  const deadline = performance.now() + patienceMs;
  while (!(await isTrue()) && performance.now() < deadline) await pause(5);
  expect(await isTrue()).toBe(true);
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Ledger = Awaited<ReturnType<typeof makeLedger>>;
const quotaOf = ({ tenantId, featureId, period }: Ledger): AccountRef => ({
  name: `quota:${tenantId}:${featureId}:live`,
  kind: "quota",
  tenantId,
  mode: "live",
  featureId,
  keyId: null,
  period,
  accountId: null,
});
const isJournalled = (meter: OpenedMeter) => new Promise<boolean>((said) => meter.whenJournalled(said));
const holdOf = (ledger: Ledger, over: Partial<HoldRequest> = {}): HoldRequest => ({
  requestId: newId("request", new Date()),
  tenantId: ledger.tenantId,
  keyId: "key_1",
  routeId: "rte_1",
  featureId: ledger.featureId,
  mode: "live",
  units: 1,
  isFixed: true,
  minUnits: 1,
  caps: [],
  sources: [{ kind: "quota", account: quotaOf(ledger) }],
  ...over,
});
const rowOf = (hold: HoldRequest, units: number) =>
  JSON.stringify({
    requestId: hold.requestId,
    decidedAt: new Date(),
    mode: "live",
    door: "gateway",
    tenantId: hold.tenantId,
    keyId: hold.keyId,
    routeId: hold.routeId,
    featureId: hold.featureId,
    method: "GET",
    status: 200,
    reasons: [],
    units,
    gateUs: 1,
    totalMs: 1,
    aborted: false,
  });
const ok = (hold: HoldRequest, units = hold.units): Ending => ({ outcome: "ok", units, log: rowOf(hold, units) });
function granted(reservation: Reservation) {
  if (reservation.status !== "granted") throw new Error(`not granted: ${JSON.stringify(reservation)}`);
  return reservation.admission;
}
async function accountOf(ledger: Ledger) {
  const [row] = await sql<{ accountId: string }[]>`
    select account_id as "accountId" from ledger_account where tenant_id = ${ledger.tenantId} and kind = 'quota'`;
  return readAccount(sql, row?.accountId ?? "");
}
const eventsOf = (ledger: Ledger) =>
  sql<{ outcome: string; cost: number; requestId: string }[]>`
    select outcome, cost, request_id as "requestId" from usage_event where tenant_id = ${ledger.tenantId} order by seq`;

/** Tells the nodes what the change feed would tell them. */
function followRecalls(nodes: readonly OpenedMeter[]): () => void {
  let lastId = 0;
  const follow = async () => {
    const changes = await sql<{ id: number; accountId: string }[]>`
      select id, subject_id as "accountId" from control_change where subject = 'recall' and id > ${lastId} order by id`;
    lastId = changes.at(-1)?.id ?? lastId;
    for (const { accountId } of changes) for (const node of nodes) node.recalled(accountId);
  };
  const timer = setInterval(() => void follow(), 20);
  return () => clearInterval(timer);
}

it("admits, records how each call ended, and gives everything back in the end", async () => {
  const ledger = await makeLedger(sql, 1_000);
  const meter = await readyMeter();
  const first = holdOf(ledger, { units: 5, isFixed: false });
  meter.settle(granted(await meter.reserve(first)), ok(first, 3));
  const second = holdOf(ledger, { units: 2 });
  const direct = meter.reserve(second);
  expect(direct).not.toBeInstanceOf(Promise);
  const admission = granted(await direct);
  meter.settle(admission, { outcome: "void", log: rowOf(second, 0) });
  meter.settle(admission, ok(second));
  await until(async () => (await eventsOf(ledger)).length === 2);
  expect(await eventsOf(ledger)).toMatchObject([
    { outcome: "ok", cost: 3, requestId: first.requestId },
    { outcome: "void", cost: 0, requestId: second.requestId },
  ]);
  const [log] = await sql`select status, units, metered from request_log where request_id = ${first.requestId}`;
  expect(log).toEqual({ status: 200, units: 3, metered: true });
  await meter.drain(patienceMs);
  expect(await accountOf(ledger)).toMatchObject({ posted: 1_000, consumed: 3, reserved: 0 });
  expect(meter.notReady()).toBe("draining");
  expect(await meter.reserve(holdOf(ledger))).toEqual({ status: "not_ready", reason: "draining" });
  const figures = meter.figures();
  expect(figures.core).toMatchObject({ granted: 2, unflushedRecords: 0, outcomes: { ok: 1, void: 1 } });
  expect(figures.journal?.appends.count).toBeGreaterThan(4);
  expect(figures.store?.flushErrors).toEqual({});
});

it("never sells a unit twice and sells the last one: two nodes, a prime limit, 64 callers at once", {
  timeout: 120_000,
}, async () => {
  const ledger = await makeLedger(sql, 1_009);
  const nodes = await Promise.all([readyMeter(), readyMeter()]);
  const unfollow = followRecalls(nodes);
  const latest = performance.now() + patienceMs;
  let offered = 0;
  let served = 0;
  let refused = 0;
  async function caller(n: number) {
    while (offered < 4_000 || (served < 1_009 && performance.now() < latest)) {
      offered++;
      const meter = nodes[(n + offered) % 2] as OpenedMeter;
      const hold = holdOf(ledger);
      const answer = await meter.reserve(hold);
      if (answer.status === "granted") {
        if (offered % 5 === 0) await pause(1);
        meter.settle(answer.admission, ok(hold));
        served++;
      } else {
        // On a machine that is busy the store may not answer in time: then nobody is told that the quota is spent.
        expect(["exhausted", "held", "unknown"]).toContain(answer.status);
        refused++;
        await pause(1);
      }
    }
  }
  await Promise.all(Array.from({ length: 64 }, (_, n) => caller(n)));
  unfollow();
  expect(served).toBe(1_009);
  expect(refused).toBeGreaterThan(0);
  await until(async () => (await eventsOf(ledger)).length === 1_009);
  await Promise.all(nodes.map((meter) => meter.drain(patienceMs)));
  expect(await accountOf(ledger)).toMatchObject({ consumed: 1_009, reserved: 0, available: 0 });
});

it("forgets nothing when it is dropped without a word: what ended is booked, what was in doubt is charged", async () => {
  const ledger = await makeLedger(sql, 100);
  const folder = newFolder();
  // Nothing is flushed before it is dropped.
  const lost = await readyMeter(folder, { flushEveryMs: 60_000, flushBatch: 10_000 });
  const ended = Array.from({ length: 10 }, () => holdOf(ledger));
  for (const hold of ended) lost.settle(granted(await lost.reserve(hold)), ok(hold));
  const doubtful = Array.from({ length: 3 }, () => holdOf(ledger, { units: 2 }));
  for (const hold of doubtful) granted(await lost.reserve(hold));
  expect(await eventsOf(ledger)).toHaveLength(0);
  const nodeId = lost.nodeId();
  await lost.close();
  const next = await readyMeter(folder);
  expect(next.nodeId()).toBe(nodeId);
  await until(async () => (await eventsOf(ledger)).length === 13);
  const events = await eventsOf(ledger);
  expect(events.filter(({ outcome }) => outcome === "ok")).toHaveLength(10);
  expect(events.filter(({ outcome }) => outcome === "unknown").map(({ cost }) => cost)).toEqual([2, 2, 2]);
  await until(async () => (await accountOf(ledger))?.reserved === 0);
  expect(await accountOf(ledger)).toMatchObject({ consumed: 16, reserved: 0 });
  const hold = holdOf(ledger);
  next.settle(granted(await next.reserve(hold)), ok(hold));
  await next.drain(patienceMs);
  await next.close();
  const last = await readyMeter(folder);
  expect(await eventsOf(ledger)).toHaveLength(14);
  await last.drain(patienceMs);
  expect(await accountOf(ledger)).toMatchObject({ consumed: 17, reserved: 0 });
});

it("serves on what it holds while the database is away, and counts it when it is back", {
  timeout: 120_000,
}, async () => {
  const road = await databaseRoad(conn);
  const ledger = await makeLedger(sql, 100_000);
  const stranger = await makeLedger(sql, 100);
  const meter = await readyMeter(newFolder(), { waitMs: 1_500 }, { PGHOST: road.host });
  const once = holdOf(ledger);
  meter.settle(granted(await meter.reserve(once)), ok(once));
  // A second lease in advance is what carries the time without a database.
  for (let i = 0; i < 200; i++) {
    const hold = holdOf(ledger);
    meter.settle(granted(await meter.reserve(hold)), ok(hold));
    await pause(2);
  }
  await road.shut();
  const awayMs = performance.now();
  let served = 0;
  while (performance.now() - awayMs < 5_000) {
    const hold = holdOf(ledger);
    meter.settle(granted(await meter.reserve(hold)), ok(hold));
    served++;
    await pause(50);
  }
  expect(await meter.reserve(holdOf(stranger))).toEqual({ status: "unknown" });
  await road.open();
  await until(async () => (await eventsOf(ledger)).length === 201 + served);
  await until(async () => (await meter.reserve(holdOf(stranger))).status === "granted");
  await meter.close();
  expect(await accountOf(ledger)).toMatchObject({ consumed: 201 + served });
  await road.shut();
});

it("works off more than fits into memory, after the database was away and after a death in between", {
  timeout: 120_000,
}, async () => {
  const road = await databaseRoad(conn);
  const ledger = await makeLedger(sql, 1_000_000);
  const folder = newFolder();
  const small = { maxQueuedRecords: 40, flushBatch: 20 };
  async function use(meter: OpenedMeter, calls: number) {
    for (let i = 0; i < calls; i++) {
      const hold = holdOf(ledger);
      meter.settle(granted(await meter.reserve(hold)), ok(hold));
      if (i % 25 === 0) await pause(2);
    }
  }
  const first = await readyMeter(folder, small, { PGHOST: road.host });
  await use(first, 100);
  await road.shut();
  await use(first, 400);
  await road.open();
  await until(async () => (await eventsOf(ledger)).length === 500);
  await road.shut();
  await use(first, 300);
  await first.close();
  await road.open();
  const second = await readyMeter(folder, small);
  await until(async () => (await eventsOf(ledger)).length === 800);
  await second.drain(patienceMs);
  expect(await accountOf(ledger)).toMatchObject({ consumed: 800, reserved: 0 });
  expect(second.figures().alarms).toEqual({});
  await road.shut();
});

it("sees a smaller entitlement when it is announced", async () => {
  const ledger = await makeLedger(sql, 10);
  const meter = await readyMeter();
  const hold = holdOf(ledger, { units: 4 });
  meter.settle(granted(await meter.reserve(hold)), ok(hold));
  await sql`update plan_version set status = 'draft' where id = ${ledger.versionId}`.catch(() => undefined);
  await ledger.except("extra_units", 20, -1_000, 60_000);
  await ledger.change();
  meter.tenantChanged(ledger.tenantId);
  const more = holdOf(ledger, { units: 25 });
  meter.settle(granted(await meter.reserve(more)), ok(more));
  await sql`update exception set withdrawn_at = now() where tenant_id = ${ledger.tenantId}`;
  await ledger.change();
  meter.tenantChanged(ledger.tenantId);
  await until(async () => (await meter.reserve(holdOf(ledger))).status === "exhausted");
});

it("gives back what it does not use when another node asks", async () => {
  const ledger = await makeLedger(sql, 40);
  const [one, other] = [await readyMeter(), await readyMeter()] as const;
  const hold = holdOf(ledger, { units: 20, isFixed: false });
  const admission = granted(await one.reserve(hold));
  one.settle(admission, ok(hold, 1));
  const big = holdOf(ledger, { units: 39 });
  const unfollow = followRecalls([one, other]);
  let answer = await other.reserve(big);
  await until(async () => {
    if (answer.status !== "granted") answer = await other.reserve(big);
    return answer.status === "granted";
  });
  unfollow();
});

it("waits for the disk before it lets a call through that draws on a key's budget", async () => {
  const ledger = await makeLedger(sql, 1_000);
  const keyId = newId("key", new Date());
  const meter = await readyMeter(newFolder(), { powerKinds: ["quota"] });
  const hold = holdOf(ledger, { keyId });
  meter.settle(granted(await meter.reserve(hold)), ok(hold));
  const before = meter.figures().journal?.syncs.count ?? 0;
  const waiting = meter.reserve(holdOf(ledger, { keyId }));
  expect(waiting).toBeInstanceOf(Promise);
  granted(await waiting);
  expect(meter.figures().journal?.syncs.count).toBeGreaterThan(before);
});

it("admits nothing without a folder of its own, and goes on once it has it", async () => {
  const ledger = await makeLedger(sql, 10);
  const folder = newFolder();
  const first = await readyMeter(folder);
  const second = startMeter(folder);
  await pause(300);
  expect(second.notReady()).toBe("no_journal");
  expect(await second.reserve(holdOf(ledger))).toEqual({ status: "not_ready", reason: "no_journal" });
  await first.drain(patienceMs);
  await first.close();
  await until(() => second.notReady() === null);
  const blocked = path.join(root, "blocked");
  fs.writeFileSync(blocked, "");
  const third = startMeter(path.join(blocked, "journal"));
  await pause(100);
  expect(third.notReady()).toBe("no_journal");
});

it("lets no call through that its journal did not take, and still books what it had admitted", async () => {
  const ledger = await makeLedger(sql, 1_000);
  let isBroken = false;
  const disk: JournalDisk = {
    ...realDisk,
    write(...given) {
      if (isBroken) throw new Error("EIO");
      return realDisk.write(...given);
    },
  };
  const meter = openMeter({
    door: "gateway",
    folder: newFolder(),
    database: env(),
    journalMaxMb: 16,
    disk,
    settings: patient,
  });
  meters.push(meter);
  await until(() => meter.notReady() === null);
  const first = holdOf(ledger);
  const admission = granted(await meter.reserve(first));
  expect(await isJournalled(meter)).toBe(true);
  isBroken = true;
  const second = granted(await meter.reserve(holdOf(ledger)));
  expect(await isJournalled(meter)).toBe(false);
  meter.settle(second, { outcome: "void", log: "" });
  expect(meter.notReady()).toBe("journal_failed");
  expect(await meter.reserve(holdOf(ledger))).toEqual({ status: "not_ready", reason: "journal_failed" });
  expect(await isJournalled(meter)).toBe(false);
  meter.settle(admission, ok(first));
  await until(async () => (await eventsOf(ledger)).length === 2);
  await meter.drain(patienceMs);
  expect(await accountOf(ledger)).toMatchObject({ consumed: 1, reserved: 0 });
});

it("stops at once when another process has taken its name", async () => {
  const ledger = await makeLedger(sql, 10);
  let fenced = 0;
  const meter = openMeter({
    door: "gateway",
    folder: newFolder(),
    database: env(),
    journalMaxMb: 16,
    onFenced: () => {
      fenced++;
    },
  });
  meters.push(meter);
  await until(() => meter.notReady() === null);
  await sql`select node_open(${meter.nodeId()}, 'gateway', 0, 0)`;
  const hold = holdOf(ledger);
  const answer = await meter.reserve(hold);
  expect(answer.status).not.toBe("granted");
  await until(() => fenced === 1);
  expect(meter.notReady()).toBe("fenced");
});
