import { describe, expect, test } from "vitest";
import { behindLock, brokenRules, makeLedger, makeNode, readAccount, untilWaiting } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";

const { sql } = await testDatabase();
const hourMs = 3_600_000;

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function makeRandom(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Held = { leaseId: string; accountId: string; left: number };

/** One node that draws within its leases, as a gateway does, and everything else that touches them meanwhile. */
async function live(seed: number, accounts: readonly string[], steps: number): Promise<number> {
  const random = makeRandom(seed);
  const upTo = (n: number) => Math.floor(random() * (n + 1));
  const pick = <Item>(items: readonly Item[]) => items[upTo(items.length - 1)];
  const node = await makeNode(sql);
  let held: Held[] = [];
  let used = 0;
  for (let step = 0; step < steps; step++) {
    const accountId = pick(accounts) ?? "";
    const lease = pick(held);
    const deed = random();
    if (deed < 0.3) {
      const { leaseId, granted } = await node.acquire(accountId, 1 + upTo(20), { min: 1 });
      if (granted > 0) held.push({ leaseId, accountId, left: granted });
    } else if (deed < 0.7) {
      const batch = held
        .filter(() => random() < 0.6)
        .map((each) => {
          const cost = upTo(each.left);
          each.left -= cost;
          used += cost;
          return node.record({ draws: [{ accountId: each.accountId, leaseId: each.leaseId, cost }] });
        });
      await Promise.all([
        node.send(batch),
        node.send(batch),
        node.acquire(accountId, 5, { min: 1 }).then(async (more) => {
          if (more.granted > 0) await node.close(more.leaseId, 0);
        }),
      ]);
    } else if (deed < 0.85 && lease) {
      lease.left -= upTo(lease.left);
      const [row] = await sql<{ settled: number }[]>`select settled from lease where lease_id = ${lease.leaseId}`;
      await node.giveBack(lease.leaseId, (row?.settled ?? 0) + lease.left, lease.left);
    } else if (lease) {
      held = held.filter((each) => each !== lease);
      await Promise.all([node.close(lease.leaseId), node.close(lease.leaseId)]);
    }
  }
  await Promise.all(held.map(({ leaseId }) => node.close(leaseId)));
  return used;
}

test.each([1, 2, 3, 4])(
  "whatever happens at once, nothing is sold twice and nothing is lost (seed %i)",
  async (seed) => {
    const random = makeRandom(seed * 1_000);
    const ledgers = await Promise.all([makeLedger(sql, 400), makeLedger(sql, 150), makeLedger(sql, 60)]);
    const accounts = await Promise.all(ledgers.map(async (ledger) => (await ledger.open()).accountId));
    let isOver = false;
    const others = async () => {
      while (!isOver) {
        const ledger = ledgers[Math.floor(random() * ledgers.length)] as (typeof ledgers)[0];
        const deed = random();
        if (deed < 0.3) await ledger.except("extra_units", 10, -hourMs, hourMs);
        if (deed < 0.6) await ledger.change();
        else if (deed < 0.7) await sql`select record_tenant_changes(${ledgers.map(({ tenantId }) => tenantId)})`;
        else if (deed < 0.85) await sql`select lease_reap()`;
        else await Promise.all([ledger.open(), ledger.open({ mode: "test" }), sql`select ledger_close_periods()`]);
      }
    };
    const world = Promise.all([others(), others()]);
    const used = await Promise.all([1, 2, 3].map((n) => live(seed * 10 + n, accounts, 60))).finally(() => {
      isOver = true;
    });
    await world;

    expect(await brokenRules(sql)).toEqual([]);
    const totals = await Promise.all(accounts.map((accountId) => readAccount(sql, accountId)));
    expect(totals.reduce((sum, { consumed }) => sum + consumed, 0)).toBe(used.reduce((sum, units) => sum + units, 0));
    for (const { reserved, available } of totals) {
      expect(reserved).toBe(0);
      expect(available).toBeGreaterThanOrEqual(0);
    }
    expect(await sql`select 1 from ledger_transfer where kind not in ('grant', 'usage')`).toHaveLength(0);
  },
);

describe("statements that meet at one account", () => {
  async function makeQuota(units: number) {
    const [ledger, node] = [await makeLedger(sql, units), await makeNode(sql)];
    const { accountId } = await ledger.open();
    return { ...ledger, node, accountId, rows: `ledger_account where account_id = '${accountId}'` };
  }

  test("ask for one lease twice and are answered one lease", async () => {
    const { node, accountId, rows } = await makeQuota(100);
    const ask = async () => {
      const answer = await node.acquire(accountId, 30, { leaseId: `twice-${accountId}` });
      expect(answer).toMatchObject({ status: "granted", granted: 30 });
    };
    await behindLock(sql, rows, [ask, ask, ask]);
    expect(await readAccount(sql, accountId)).toMatchObject({ reserved: 30 });
  });
  test.each(["closes", "gives back"])("flush what is used of a lease that its node just %s", async (deed) => {
    const { node, accountId } = await makeQuota(100);
    const { leaseId } = await node.acquire(accountId, 30);
    await behindLock(sql, `lease where lease_id = '${leaseId}'`, [
      () => (deed === "closes" ? node.close(leaseId) : node.giveBack(leaseId, 0)),
      () => node.use([{ accountId, leaseId, cost: 5 }]),
    ]);
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 5, reserved: 0, available: 95 });
    const [row] = await sql`select overrun::int from lease where lease_id = ${leaseId}`;
    expect(row).toEqual({ overrun: 5 });
    expect(await brokenRules(sql)).toEqual([]);
  });
  test("post what is entitled once", async () => {
    const { accountId, except, rows } = await makeQuota(100);
    await except("extra_units", 10, -hourMs, hourMs);
    const sync = async () => sql`select account_sync(${accountId})`;
    await behindLock(sql, rows, [sync, sync, sync]);
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 110 });
  });
  test("grant what is entitled when the lock is had, not when it was asked for", async () => {
    const { node, accountId, tenantId, except } = await makeQuota(100);
    await except("extra_units", 10, -hourMs, hourMs);
    let asked: Promise<unknown> = Promise.resolve();
    await sql.begin(async (tx) => {
      await tx`update exception set withdrawn_at = now() where tenant_id = ${tenantId}`;
      await tx`select record_change('tenant', ${tenantId}, ${tenantId})`;
      asked = node.acquire(accountId, 110).then(({ status }) => expect(status).toBe("refused"));
      await untilWaiting(sql, 1);
    });
    await asked;
  });
  test("leave the lease to a node that comes back while the reaper waits", async () => {
    const { node, accountId, rows } = await makeQuota(100);
    const { leaseId } = await node.acquire(accountId, 30);
    await sql`update lease set expires_at = now() - interval '5 seconds' where lease_id = ${leaseId}`;
    await sql`update node set seen_at = now() - interval '70 seconds' where node_id = ${node.nodeId}`;
    await behindLock(sql, rows, [async () => sql`select lease_reap()`, () => node.send([])]);
    expect(await sql`select state from lease where lease_id = ${leaseId}`).toEqual([{ state: "open" }]);
  });
});
