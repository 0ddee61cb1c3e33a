import { afterEach, describe, expect, test } from "vitest";
import { brokenRules, makeLedger, makeNode } from "@/db/testing/make-ledger";
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

describe("a restored ledger", () => {
  const hold = async () => {
    const [row] = await sql<{ since: Date | null }[]>`select since from ledger_hold`;
    return row?.since ?? null;
  };
  const others = () => sql`update node set seen_at = now() - interval '2 days'`;

  test.each([
    ["a later epoch", 9, 0],
    ["a further cursor", 0, 9],
  ])("is noticed by a node that knows of %s, and grants nothing", async (_title, epoch, seq) => {
    await others();
    const [{ accountId }, one, two] = [await makeQuota(100), await makeNode(sql), await makeNode(sql)];
    await one.open(epoch, seq);
    expect((await one.acquire(accountId, 1)).status).toBe("hold");
    await one.send([]);
    expect((await two.acquire(accountId, 1)).status).toBe("hold");
    await two.open(two.epoch);
    expect((await two.acquire(accountId, 1)).status).toBe("hold");
    await two.send([]);
    expect((await two.acquire(accountId, 1)).status).toBe("granted");
    expect(await hold()).toBeNull();
  });
  test("grants again when the others are given up, or after a minute", async () => {
    await others();
    const [{ accountId }, one, two] = [await makeQuota(100), await makeNode(sql), await makeNode(sql)];
    await one.open(9);
    await one.send([]);
    await sql`select node_lost(${two.nodeId}, 'burnt')`;
    expect((await one.acquire(accountId, 1)).status).toBe("granted");
    await two.open(99);
    expect((await one.acquire(accountId, 1)).status).toBe("hold");
    await sql`update ledger_hold set since = now() - interval '61 seconds'`;
    expect((await one.acquire(accountId, 1)).status).toBe("granted");
    expect(await hold()).toBeNull();
  });
  test("is not suspected by an ordinary start", async () => {
    const node = await makeNode(sql);
    await node.use([]);
    await node.open(node.epoch, 1);
    expect(await hold()).toBeNull();
  });
});
