import { afterEach, describe, expect, test } from "vitest";
import { brokenRules, makeLedger, makeNode, readAccount, untilWaiting } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";

const { sql } = await testDatabase();
const fenced = expect.objectContaining({ code: "M0001" });

afterEach(async () => {
  expect(await brokenRules(sql)).toEqual([]);
});

async function makeQuota(units: number) {
  const ledger = await makeLedger(sql, units);
  const { accountId } = await ledger.open();
  return { ...ledger, accountId };
}
const leaseState = async (leaseId: string) => {
  const [row] = await sql<{ state: string; granted: number; settled: number; firm: number }[]>`
    select state, granted, settled, firm from lease where lease_id = ${leaseId}`;
  return row;
};

describe("a node's start", () => {
  test("takes the next epoch, tells its live leases, and fences what came before", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 10);
    await node.use([{ accountId, leaseId, cost: 4 }]);
    const again = await node.open(node.epoch, 1);
    expect(again).toMatchObject({ epoch: 2, lastSeq: 1 });
    expect(again.leases).toEqual([
      { leaseId, accountId, accountKind: "quota", unit: expect.any(String), epoch: 1, granted: 10, settled: 4 },
    ]);
    await expect(node.acquire(accountId, 1, { epoch: 1 })).rejects.toEqual(fenced);
    await expect(node.send([], 1)).rejects.toEqual(fenced);
    await expect(node.close(leaseId, 1, 1)).rejects.toEqual(fenced);
  });
  test("never goes back behind an epoch that the node knows", async () => {
    const node = await makeNode(sql);
    expect((await node.open(40)).epoch).toBe(41);
    await sql`select ledger_hold_clear()`;
  });
  test("fences a statement that waits for it", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const before = node.epoch;
    let waiting: Promise<unknown> = Promise.resolve();
    await sql.begin(async (tx) => {
      await tx`select node_open(${node.nodeId}, 'gateway', 0)`;
      waiting = expect(node.acquire(accountId, 1, { epoch: before })).rejects.toEqual(fenced);
      await untilWaiting(sql, 1);
    });
    await waiting;
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 0 });
  });
});

describe("a lease", () => {
  test("is granted from what is available, at most what is wanted, at least what is of use", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    expect(await node.acquire(accountId, 70)).toMatchObject({
      status: "granted",
      granted: 70,
      available: 30,
      posted: 100,
    });
    expect(await node.acquire(accountId, 70, { min: 31 })).toMatchObject({
      status: "refused",
      granted: 0,
      available: 30,
    });
    expect(await node.acquire(accountId, 70, { min: 1 })).toMatchObject({
      status: "granted",
      granted: 30,
      available: 0,
    });
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 100 });
  });
  test("is one lease however often it is asked for", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => node.acquire(accountId, 30, { leaseId: `once-${accountId}` })),
    );
    expect(asked.every(({ status, granted }) => status === "granted" && granted === 30)).toBe(true);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 30 });
    await node.close(`once-${accountId}`);
    expect(await node.acquire(accountId, 30, { leaseId: `once-${accountId}` })).toMatchObject({
      status: "gone",
      granted: 0,
    });
  });
  test("that was refused may be granted when it is asked for again", async () => {
    const [{ accountId, except, change }, node] = [await makeQuota(10), await makeNode(sql)];
    expect((await node.acquire(accountId, 11, { leaseId: `r-${accountId}` })).status).toBe("refused");
    await except("extra_units", 1, -1_000, 60_000_000);
    await change();
    expect((await node.acquire(accountId, 11, { leaseId: `r-${accountId}` })).status).toBe("granted");
  });
  test("of an earlier start is gone", async () => {
    const [{ accountId }, node] = [await makeQuota(10), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 5);
    await node.open(node.epoch);
    expect((await node.acquire(accountId, 5, { leaseId })).status).toBe("gone");
  });
  test("ends with the period, and is not granted outside it", async () => {
    const [{ accountId }, node] = [await makeQuota(10), await makeNode(sql)];
    await sql`update ledger_account set period_end = now() + interval '50 seconds' where account_id = ${accountId}`;
    const { ttlMs } = await node.acquire(accountId, 1);
    expect(ttlMs).toBeGreaterThan(20_000);
    expect(ttlMs).toBeLessThanOrEqual(50_000);
    await sql`update ledger_account set period_start = now() + interval '1 hour', period_end = now() + interval '2 hours' where account_id = ${accountId}`;
    expect((await node.acquire(accountId, 1)).status).toBe("closed");
    await sql`update ledger_account set period_start = now() - interval '2 hours', period_end = now() where account_id = ${accountId}`;
    expect((await node.acquire(accountId, 1)).status).toBe("closed");
  });
  test.each(["open", "closing"])(
    "of a running stream is extended after the period, while the account is %s",
    async (state) => {
      const [{ accountId }, node] = [await makeQuota(10), await makeNode(sql)];
      await sql`update ledger_account set period_end = now(), state = ${state} where account_id = ${accountId}`;
      expect(await node.acquire(accountId, 1, { extend: true })).toMatchObject({ status: "granted", ttlMs: 60_000 });
      await sql`update ledger_account set state = 'sealed' where account_id = ${accountId}`;
      expect((await node.acquire(accountId, 1, { extend: true })).status).toBe("closed");
    },
  );
  test("is not granted on an account in debt, nor on one that nobody knows", async () => {
    const [{ accountId }, node] = [await makeQuota(10), await makeNode(sql)];
    await sql`update ledger_account set state = 'frozen' where account_id = ${accountId}`;
    expect((await node.acquire(accountId, 1)).status).toBe("frozen");
    expect(await node.acquire("acc_unknown", 1)).toMatchObject({ status: "closed", available: 0, ceiling: 0 });
  });
  test.each([
    ["nothing", 0, 0],
    ["less than it needs", 3, 4],
    ["a negative amount", -1, -1],
  ])("of %s is an error", async (_title, want, min) => {
    const [{ accountId }, node] = [await makeQuota(10), await makeNode(sql)];
    await expect(node.acquire(accountId, want, { min })).rejects.toThrow(/is none/);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 0 });
  });
});

describe("the last units", () => {
  test("go to exactly as many as there are, whoever asks at once", async () => {
    const { accountId } = await makeQuota(10);
    const nodes = await Promise.all(Array.from({ length: 5 }, () => makeNode(sql)));
    const asked = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (nodes[i % 5] as (typeof nodes)[0]).acquire(accountId, 1)),
    );
    expect(asked.filter(({ status }) => status === "granted")).toHaveLength(10);
    expect(asked.filter(({ status }) => status === "refused")).toHaveLength(40);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 10, available: 0 });
  });
  test("are in somebody's hands at every moment while a flush runs beside the question", async () => {
    const [{ accountId }, one, two] = [await makeQuota(100), await makeNode(sql), await makeNode(sql)];
    const { leaseId } = await one.acquire(accountId, 100);
    const asks: ReturnType<typeof two.acquire>[] = [];
    for (let i = 0; i < 20; i++) {
      const flush = one.use([{ accountId, leaseId, cost: 1 }]);
      asks.push(two.acquire(accountId, 1), two.acquire(accountId, 1));
      await flush;
    }
    for (const { status, ceiling, consumed } of await Promise.all(asks)) {
      expect([status, ceiling]).toEqual(["refused", 100 - consumed]);
    }
  });
});

describe("the ceiling", () => {
  test("counts what others hold and may give back, not what is firm, not one's own", async () => {
    const [{ accountId }, one, two] = [await makeQuota(100), await makeNode(sql), await makeNode(sql)];
    const mine = await one.acquire(accountId, 30);
    const theirs = await two.acquire(accountId, 60);
    expect(await one.acquire(accountId, 20)).toMatchObject({ status: "refused", available: 10, ceiling: 70 });
    await two.use([{ accountId, leaseId: theirs.leaseId, cost: 15 }]);
    await two.giveBack(theirs.leaseId, 40, 20);
    // 60 − 20 given back; of the 40 kept 15 are used and 20 firm.
    expect(await leaseState(theirs.leaseId)).toMatchObject({ granted: 40, settled: 15, firm: 20 });
    expect(await one.acquire(accountId, 90)).toMatchObject({ available: 30, ceiling: 35 });
    expect(await two.acquire(accountId, 90)).toMatchObject({ available: 30, ceiling: 60 });
    await one.open(one.epoch);
    expect((await one.acquire(accountId, 90)).ceiling).toBe(65);
    await one.close(mine.leaseId);
  });
  test("forgets what was firm with the next flush", async () => {
    const [{ accountId }, one, two] = [await makeQuota(100), await makeNode(sql), await makeNode(sql)];
    const { leaseId } = await two.acquire(accountId, 100);
    await two.giveBack(leaseId, 100, 100);
    expect((await one.acquire(accountId, 1)).ceiling).toBe(0);
    await two.use([{ accountId, leaseId, cost: 0 }], { outcome: "void" });
    expect((await one.acquire(accountId, 1)).ceiling).toBe(100);
    await two.giveBack(leaseId, 100, 100, 0);
    expect((await one.acquire(accountId, 1)).ceiling).toBe(100);
  });
  test("counts a fresh orphan as coming back, an older one as used; of credits always as coming back", async () => {
    const [ledger, one, two] = [await makeQuota(100), await makeNode(sql), await makeNode(sql)];
    const { accountId } = ledger;
    const { leaseId } = await two.acquire(accountId, 100);
    await sql`update lease set state = 'orphan', orphaned_at = now() where lease_id = ${leaseId}`;
    expect(await one.acquire(accountId, 1)).toMatchObject({ ceiling: 100, heldUnits: 0 });
    await sql`update lease set orphaned_at = now() - interval '61 seconds' where lease_id = ${leaseId}`;
    expect(await one.acquire(accountId, 1)).toMatchObject({ ceiling: 0, heldUnits: 100 });
    await sql`update ledger_account set kind = 'credit' where account_id = ${accountId}`;
    expect(await one.acquire(accountId, 1)).toMatchObject({ ceiling: 100, heldUnits: 0 });
  });
  test("tells how many nodes live", async () => {
    const [{ accountId }, one, two] = [await makeQuota(100), await makeNode(sql), await makeNode(sql)];
    await sql`update node set seen_at = now() - interval '61 seconds'`;
    expect((await one.acquire(accountId, 1)).liveNodes).toBe(1);
    await one.send([]);
    await two.send([]);
    expect((await one.acquire(accountId, 1)).liveNodes).toBe(2);
  });
});

describe("giving back", () => {
  test("is absolute: a repeat changes nothing, and what is settled stays", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 50);
    await node.use([{ accountId, leaseId, cost: 20 }]);
    await node.giveBack(leaseId, 30);
    await node.giveBack(leaseId, 30);
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 20, reserved: 10, available: 70 });
    await node.giveBack(leaseId, 5);
    expect(await leaseState(leaseId)).toMatchObject({ granted: 20, settled: 20, state: "open" });
    await node.giveBack(leaseId, 90);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 0, available: 80 });
  });
  test("touches no lease of another node, and none that is closed", async () => {
    const [{ accountId }, one, two] = [await makeQuota(100), await makeNode(sql), await makeNode(sql)];
    const { leaseId } = await one.acquire(accountId, 50);
    await two.giveBack(leaseId, 0);
    await two.close(leaseId);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 50 });
    await one.close(leaseId);
    await one.giveBack(leaseId, 0);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 0 });
  });
});

describe("closing", () => {
  test("gives the rest back once, exactly", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 50);
    await node.use([{ accountId, leaseId, cost: 20 }]);
    await Promise.all([node.close(leaseId), node.close(leaseId), node.close(leaseId)]);
    await node.close("unknown");
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 20, reserved: 0, available: 80 });
  });
  test("waits for the last outcome on the lease", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 50);
    await expect(node.close(leaseId, 1)).rejects.toEqual(expect.objectContaining({ code: "M0003" }));
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 50 });
    await node.use([{ accountId, leaseId, cost: 1 }]);
    await node.close(leaseId, 1);
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 1, reserved: 0 });
  });
  test("a lease of an earlier start is the first thing that a node does", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 50);
    await node.open(node.epoch);
    await node.close(leaseId);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 0 });
  });
});

test("a recall asks every node through the change feed", async () => {
  const { accountId, tenantId } = await makeQuota(100);
  await sql`select lease_recall(${accountId})`;
  const [row] = await sql`select subject, subject_id, tenant_id from control_change order by id desc limit 1`;
  expect(row).toEqual({ subject: "recall", subject_id: accountId, tenant_id: tenantId });
});
