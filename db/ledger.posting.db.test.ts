import { afterEach, describe, expect, test } from "vitest";
import { brokenRules, makeLedger, makeNode, readAccount } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";

const { sql } = await testDatabase();
const inAnHour = () => new Date(Date.now() + 3_600_000);

afterEach(async () => {
  expect(await brokenRules(sql)).toEqual([]);
});

type Lot = { lotId: string; accountId: string; isNew: boolean };
async function openLot(
  tenantId: string,
  micro: number,
  over: { kind?: string; source?: string; expiresAt?: Date | null } = {},
) {
  const lotId = `lot_${Math.random()}`;
  const [row] = await sql<{ lot: Lot }[]>`
    select credit_lot_open(${tenantId}, ${lotId}, ${over.kind ?? "bought"}, ${micro}, 100, ${over.expiresAt ?? null},
      'payment', ${over.source ?? lotId}, 'Top-up', 'test') as lot`;
  if (!row) throw new Error("credit_lot_open answered nothing.");
  return row.lot;
}
const kinds = (accountId: string) => sql`
  select kind, from_account, to_account, amount::int from ledger_transfer
   where ${accountId} in (from_account, to_account) order by transfer_id`;
async function post(key: string, lines: object[]) {
  const [row] = await sql<{ answer: { posted: number } }[]>`
    select ledger_post('refund', ${key}, ${JSON.stringify(lines)}::text::jsonb) as answer`;
  return row?.answer.posted;
}

describe("a credit lot", () => {
  test("is made with its account and its purchase, once for a payment, however many ask", async () => {
    const { tenantId } = await makeLedger(sql, 0);
    const source = `pi_${tenantId}`;
    const lots = await Promise.all(Array.from({ length: 10 }, () => openLot(tenantId, 5_000_000, { source })));
    expect(lots.filter(({ isNew }) => isNew)).toHaveLength(1);
    const accountId = lots[0]?.accountId ?? "";
    expect(new Set(lots.map((lot) => lot.accountId))).toEqual(new Set([accountId]));
    expect(await readAccount(sql, accountId)).toMatchObject({
      posted: 5_000_000,
      available: 5_000_000,
      enforced: true,
    });
    expect(await kinds(accountId)).toEqual([
      { kind: "purchase", from_account: "issued:microcredit", to_account: accountId, amount: 5_000_000 },
    ]);
  });
  test.each(["plan", "granted"])("that was not bought but is of kind %s is a grant", async (kind) => {
    const { tenantId } = await makeLedger(sql, 0);
    const { accountId } = await openLot(tenantId, 7, { kind });
    expect((await kinds(accountId)).map((row) => row.kind)).toEqual(["grant"]);
  });
  test("is drawn on by lease, and no lease outlives it", async () => {
    const [{ tenantId }, node] = [await makeLedger(sql, 0), await makeNode(sql)];
    const { accountId } = await openLot(tenantId, 100, { expiresAt: new Date(Date.now() + 40_000) });
    const lease = await node.acquire(accountId, 60);
    expect(lease.ttlMs).toBeLessThanOrEqual(40_000);
    await node.use([{ accountId, leaseId: lease.leaseId, cost: 25 }]);
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 100, consumed: 25, reserved: 35 });
  });
  test.each([
    ["without credits", 0, inAnHour],
    ["of less than nothing", -1, inAnHour],
    ["of more than a number holds", 2 ** 53, inAnHour],
    ["that has expired", 10, () => new Date(Date.now() - 1_000)],
  ])("%s is refused", async (_title, micro, expiresAt) => {
    const { tenantId } = await makeLedger(sql, 0);
    await expect(openLot(tenantId, micro, { expiresAt: expiresAt() })).rejects.toThrow(/is none/);
    expect(await sql`select 1 from credit_lot where tenant_id = ${tenantId}`).toHaveLength(0);
  });
});

describe("posting", () => {
  test("moves what was granted, once for each line of a source", async () => {
    const { tenantId } = await makeLedger(sql, 0);
    const { accountId } = await openLot(tenantId, 100);
    const line = {
      line: 1,
      kind: "refund",
      unit: "microcredit",
      from: accountId,
      to: "reversed:microcredit",
      amount: 30,
      reason: "asked",
    };
    expect(await Promise.all([post(accountId, [line]), post(accountId, [line]), post(accountId, [line])])).toEqual(
      expect.arrayContaining([1, 0, 0]),
    );
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 70 });
    expect(await post(accountId, [line, { ...line, line: 2, amount: 1 }])).toBe(1);
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 69 });
  });
  test("moves between two lots, and may leave one in debt", async () => {
    const { tenantId } = await makeLedger(sql, 0);
    const [one, two] = [await openLot(tenantId, 100), await openLot(tenantId, 10)];
    const move = {
      line: 1,
      kind: "correction",
      unit: "microcredit",
      from: two.accountId,
      to: one.accountId,
      amount: 25,
    };
    await post(one.accountId, [move]);
    expect(await readAccount(sql, one.accountId)).toMatchObject({ posted: 125 });
    expect(await readAccount(sql, two.accountId)).toMatchObject({ posted: -15, available: -15 });
    const node = await makeNode(sql);
    expect(await node.acquire(two.accountId, 1)).toMatchObject({ status: "refused", available: -15 });
  });
  test.each([
    ["usage", { kind: "usage" }],
    ["a kind that is none", { kind: "gift" }],
    ["another unit than its accounts'", { unit: "other" }],
    ["an account that nobody knows", { to: "acc_unknown" }],
    ["a system account that is none", { to: "pocket:microcredit" }],
    ["nothing", { amount: 0 }],
    ["less than nothing", { amount: -5 }],
    ["to where it comes from", { to: "self" }],
  ])("refuses %s and changes nothing", async (_title, over) => {
    const { tenantId } = await makeLedger(sql, 0);
    const { accountId } = await openLot(tenantId, 100);
    const good = {
      line: 1,
      kind: "refund",
      unit: "microcredit",
      from: accountId,
      to: "reversed:microcredit",
      amount: 30,
    };
    const bad = { ...good, line: 2, ...over, ...("to" in over && over.to === "self" && { to: accountId }) };
    await expect(post(accountId, [good, bad])).rejects.toThrow();
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 100 });
  });
});

describe("the end of a period", () => {
  const close = async () => {
    const [row] = await sql<{ closed: object }[]>`select ledger_close_periods() as closed`;
    return row?.closed;
  };
  const endAgo = (accountId: string, ago: string) =>
    sql`update ledger_account set period_end = now() - ${ago}::interval where account_id = ${accountId}`;

  test("closes first, seals an hour later", async () => {
    const ledger = await makeLedger(sql, 100);
    const { accountId } = await ledger.open();
    expect(await close()).toEqual({ closing: 0, sealed: 0, expired: 0 });
    await endAgo(accountId, "1 second");
    expect(await close()).toEqual({ closing: 1, sealed: 0, expired: 0 });
    expect(await close()).toEqual({ closing: 0, sealed: 0, expired: 0 });
    await endAgo(accountId, "61 minutes");
    expect(await close()).toEqual({ closing: 0, sealed: 1, expired: 0 });
    expect(await close()).toEqual({ closing: 0, sealed: 0, expired: 0 });
    expect(await readAccount(sql, accountId)).toMatchObject({ state: "sealed", posted: 100 });
  });
  test("waits for what is still held", async () => {
    const [ledger, node] = [await makeLedger(sql, 100), await makeNode(sql)];
    const { accountId } = await ledger.open();
    const { leaseId } = await node.acquire(accountId, 10);
    await endAgo(accountId, "2 hours");
    expect(await close()).toEqual({ closing: 1, sealed: 0, expired: 0 });
    expect(await close()).toEqual({ closing: 0, sealed: 0, expired: 0 });
    await node.use([{ accountId, leaseId, cost: 4 }]);
    await node.close(leaseId);
    expect(await close()).toEqual({ closing: 0, sealed: 1, expired: 0 });
  });
  test("expires what is left of a lot when its last lease is closed", async () => {
    const [{ tenantId }, node] = [await makeLedger(sql, 0), await makeNode(sql)];
    const { accountId } = await openLot(tenantId, 100, { expiresAt: inAnHour() });
    const { leaseId } = await node.acquire(accountId, 60);
    await endAgo(accountId, "1 second");
    expect(await close()).toEqual({ closing: 1, sealed: 0, expired: 0 });
    await node.use([{ accountId, leaseId, cost: 25 }]);
    await node.close(leaseId);
    expect(await close()).toEqual({ closing: 0, sealed: 1, expired: 1 });
    expect(await readAccount(sql, accountId)).toMatchObject({
      posted: 25,
      consumed: 25,
      available: 0,
      state: "sealed",
    });
    expect((await kinds(accountId)).at(-1)).toMatchObject({
      kind: "expiry",
      from_account: accountId,
      to_account: "breakage:microcredit",
      amount: 75,
    });
  });
});

describe("what was booked", () => {
  test.each(["ledger_transfer", "usage_event", "usage_draw"])(
    "%s cannot be changed, not even by its owner",
    async (table) => {
      for (const statement of [
        `update ${table} set node_id = node_id`,
        `delete from ${table}`,
        `truncate ${table} cascade`,
      ]) {
        const asked = table === "ledger_transfer" ? statement.replace("node_id = node_id", "reason = 'x'") : statement;
        await expect(sql.unsafe(asked)).rejects.toThrow(/is insert-only/);
      }
    },
  );
});
