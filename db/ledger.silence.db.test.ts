import { afterEach, describe, expect, test } from "vitest";
import { brokenRules, makeLedger, makeNode, readAccount } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";

const { sql } = await testDatabase();

afterEach(async () => {
  expect(await brokenRules(sql)).toEqual([]);
});

async function makeQuota(units: number) {
  const ledger = await makeLedger(sql, units);
  const { accountId } = await ledger.open();
  return { ...ledger, accountId };
}
const leaseState = async (leaseId: string) => {
  const [row] = await sql<{ state: string }[]>`select state from lease where lease_id = ${leaseId}`;
  return row;
};

describe("a silent node", () => {
  const silence = (nodeId: string) =>
    sql`update node set seen_at = now() - interval '70 seconds' where node_id = ${nodeId}`;
  const expire = (leaseId: string) =>
    sql`update lease set expires_at = now() - interval '5 seconds' where lease_id = ${leaseId}`;
  const reap = async () => {
    const [row] = await sql<{ reaped: object }[]>`select lease_reap() as reaped`;
    return row?.reaped;
  };
  const nothing = { orphaned: 0, writtenOff: 0, writtenOffUnits: 0 };

  test.each([
    ["past its deadline on a node in contact", true, false],
    ["before its deadline on a silent node", false, true],
  ])("keeps a lease open %s", async (_title, isExpired, isSilent) => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 50);
    if (isExpired) await expire(leaseId);
    if (isSilent) await silence(node.nodeId);
    expect(await reap()).toEqual(nothing);
    expect(await leaseState(leaseId)).toMatchObject({ state: "open" });
    await node.close(leaseId);
  });
  test("leaves orphans, whose units stay reserved until it comes back", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 50);
    await Promise.all([expire(leaseId), silence(node.nodeId)]);
    expect(await reap()).toEqual({ ...nothing, orphaned: 1 });
    expect(await reap()).toEqual(nothing);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 50 });
    await node.use([{ accountId, leaseId, cost: 20 }]);
    await node.close(leaseId);
    expect(await leaseState(leaseId)).toMatchObject({ state: "closed" });
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 20, reserved: 0 });
    expect(await sql`select kind from ledger_transfer where from_account = ${accountId}`).toEqual([{ kind: "usage" }]);
  });
  test.each([
    ["a quota at the end of its period", `update ledger_account set period_end = now() where account_id = $1`],
    [
      "credits after a quarter of an hour",
      `with l as (update lease set orphaned_at = now() - interval '16 minutes' where account_id = $1)
       update ledger_account set kind = 'credit' where account_id = $1`,
    ],
  ])("loses %s to a write-off that is on record", async (_title, statement) => {
    const [{ accountId, featureId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 50);
    await node.use([{ accountId, leaseId, cost: 20 }]);
    await Promise.all([expire(leaseId), silence(node.nodeId)]);
    await reap();
    await sql.unsafe(statement, [accountId]);
    expect(await reap()).toEqual({ orphaned: 0, writtenOff: 1, writtenOffUnits: 30 });
    expect(await reap()).toEqual(nothing);
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 20, reserved: 0 });
    expect(
      await sql`select from_account, to_account, amount::int from ledger_transfer where kind = 'write_off' and unit = ${featureId}`,
    ).toEqual([{ from_account: `suspense:${featureId}`, to_account: `written_off:${featureId}`, amount: 30 }]);
    // What it used after all is booked beyond the lease.
    await node.use([{ accountId, leaseId, cost: 5 }]);
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 25, reserved: 0 });
    expect(
      await sql`select amount::int from ledger_transfer where kind = 'overrun' and from_account = ${accountId}`,
    ).toEqual([{ amount: 5 }]);
  });
  test("that is in contact again loses nothing at the end of a period", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 50);
    await Promise.all([expire(leaseId), silence(node.nodeId)]);
    await reap();
    await sql`update ledger_account set period_end = now() where account_id = ${accountId}`;
    await node.send([]);
    expect(await reap()).toEqual(nothing);
    await node.close(leaseId);
  });
  test("that an admin gave up loses each lease once its deadline has passed", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const [past, running] = [await node.acquire(accountId, 50), await node.acquire(accountId, 10)];
    await expire(past.leaseId);
    const [row] = await sql`select node_lost(${node.nodeId}, 'burnt') as answer`;
    expect(row?.answer).toEqual({ leases: 1, writtenOffUnits: 50 });
    expect(await reap()).toEqual(nothing);
    await expire(running.leaseId);
    expect(await reap()).toEqual({ orphaned: 0, writtenOff: 1, writtenOffUnits: 10 });
    await node.open(node.epoch);
    expect(await sql`select lost_at from node where node_id = ${node.nodeId}`).toEqual([{ lost_at: null }]);
  });
  test("has one lease released by an admin, once", async () => {
    const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
    const { leaseId } = await node.acquire(accountId, 50);
    const release = async () => {
      const [row] = await sql<{ answer: object }[]>`select lease_write_off(${leaseId}, 'asked for') as answer`;
      return row?.answer;
    };
    expect(await release()).toEqual({ writtenOffUnits: 50 });
    expect(await release()).toEqual({ writtenOffUnits: 0 });
  });
  test("and its reaper: closing against reaping gives the rest back once", async () => {
    const [{ accountId }, node] = [await makeQuota(1_000), await makeNode(sql)];
    const leases = await Promise.all(Array.from({ length: 20 }, () => node.acquire(accountId, 10)));
    await sql`update lease set expires_at = now() - interval '5 seconds' where account_id = ${accountId}`;
    await sql`update node set lost_at = now() where node_id = ${node.nodeId}`;
    await Promise.all([...leases.map(({ leaseId }) => node.close(leaseId)), reap(), reap(), reap()]);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 0, available: 1_000 });
  });
});

test("forgets leases that ended long ago, and none that was drawn beyond", async () => {
  await sql`select forget_leases(now(), 1000)`;
  const [{ accountId }, node] = [await makeQuota(100), await makeNode(sql)];
  const leases = await Promise.all(Array.from({ length: 4 }, () => node.acquire(accountId, 5)));
  const [live, drawn, ...ended] = leases.map(({ leaseId }) => leaseId);
  await node.use([{ accountId, leaseId: drawn ?? "", cost: 7 }]);
  for (const leaseId of [drawn ?? "", ...ended]) await node.close(leaseId);
  const forget = async (limit: number) => {
    const [row] = await sql<{ n: number }[]>`select forget_leases(now(), ${limit}) as n`;
    return row?.n;
  };
  expect([await forget(1), await forget(10), await forget(10)]).toEqual([1, 1, 0]);
  const left = await sql<{ id: string }[]>`select lease_id as id from lease where account_id = ${accountId}`;
  expect(new Set(left.map(({ id }) => id))).toEqual(new Set([live, drawn]));
});
