import { describe, expect, test } from "vitest";
import { brokenRules, makeLedger, makeNode, readAccount } from "@/db/testing/make-ledger";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { inTransaction } from "@/db/transaction";
import { grantPlan } from "@/lib/entitlements/server/grant-plan";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import type { Grant } from "@/lib/entitlements/types";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const daySec = 86_400;
const ctx = () => staffCtx("admin", { actor: { kind: "system", name: "clock" } });

/** A tenant on a plan of so many units, and its clock. */
async function makeClock(units: number | null, plan: { overage?: "postpaid" } = {}) {
  const ledger = await makeLedger(sql, units, plan);
  let offset = 0;
  const grantNow = async (): Promise<Grant> => {
    const standing = await loadStanding(sql, ledger.tenantId);
    if (!standing?.subscription) throw new Error("The tenant holds nothing.");
    const { id: _, ...grant } = standing.subscription;
    return grant;
  };
  const change = async (over: Partial<Grant>) => {
    const grant = await grantNow();
    return inTransaction((tx) => grantPlan(tx, ctx(), ledger.tenantId, { ...grant, ...over }));
  };
  /** The period in real time as a gateway that knows the clock would name it. */
  const at = (seconds: number, periods = 0) => ({
    start: new Date(ledger.period.start.getTime() - seconds * 1000 + periods * 30 * daySec * 1000),
    end: new Date(ledger.period.end.getTime() - seconds * 1000 + periods * 30 * daySec * 1000),
  });
  const ask = async (period: { start: Date; end: Date }, clock: number, kind = "quota") => {
    const [row] = await sql<{ answer: { status: string; accountId: string; posted: number; consumed: number } }[]>`
      select account_open(${kind}, ${ledger.tenantId}, ${ledger.featureId}, 'live', null, ${period.start},
                          ${period.end}, null, ${clock}) as answer`;
    if (!row) throw new Error("account_open answered nothing.");
    return row.answer;
  };
  return {
    ...ledger,
    at,
    ask,
    change,
    async moveTo(seconds: number) {
      offset = seconds;
      return change({ clockOffsetSeconds: seconds });
    },
    get offset() {
      return offset;
    },
  };
}

describe("a clock that is moved", () => {
  test("leaves what was used used, within the billing period", async () => {
    const clock = await makeClock(10);
    const node = await makeNode(sql);
    const { accountId } = await clock.ask(clock.at(0), 0);
    const lease = await node.acquire(accountId, 10);
    await node.use([{ leaseId: lease.leaseId, accountId, cost: 7 }]);
    for (const seconds of [3_600, 3 * daySec, 20 * daySec]) {
      await clock.moveTo(seconds);
      expect(await clock.ask(clock.at(seconds), seconds)).toMatchObject({ status: "open", accountId, consumed: 7 });
    }
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 10, consumed: 7, reserved: 3 });
    // The lease is still the units that it was.
    await node.use([{ leaseId: lease.leaseId, accountId, cost: 3 }]);
    await node.close(lease.leaseId);
    expect((await node.acquire(accountId, 1)).status).toBe("refused");
    expect(await brokenRules(sql)).toEqual([]);
  });

  test("begins the next period with its whole quota, and the one before takes nothing more", async () => {
    const clock = await makeClock(10);
    const node = await makeNode(sql);
    const first = await clock.ask(clock.at(0), 0);
    const lease = await node.acquire(first.accountId, 10);
    await node.use([{ leaseId: lease.leaseId, accountId: first.accountId, cost: 10 }]);
    await node.close(lease.leaseId);
    const seconds = 30 * daySec;
    await clock.moveTo(seconds);
    const next = await clock.ask(clock.at(seconds, 1), seconds);
    expect(next).toMatchObject({ status: "open", posted: 10, consumed: 0 });
    expect(next.accountId).not.toBe(first.accountId);
    expect((await node.acquire(first.accountId, 1)).status).toBe("closed");
    // Whole periods, one after the other: every name is free when it is needed.
    for (const periods of [2, 3, 4]) {
      await clock.moveTo(periods * 30 * daySec);
      const period = clock.at(periods * 30 * daySec, periods);
      expect(await clock.ask(period, clock.offset)).toMatchObject({ status: "open", consumed: 0 });
    }
    expect(await brokenRules(sql)).toEqual([]);
  });

  test("refuses a gateway that counts by the clock of before, and makes no account for it", async () => {
    const clock = await makeClock(10);
    const node = await makeNode(sql);
    const { accountId } = await clock.ask(clock.at(0), 0);
    const lease = await node.acquire(accountId, 10);
    await node.use([{ leaseId: lease.leaseId, accountId, cost: 10 }]);
    await node.close(lease.leaseId);
    await clock.moveTo(3_600);
    expect(await clock.ask(clock.at(0), 0)).toMatchObject({ status: "outside_period", accountId: "" });
    const accounts = await sql`select 1 from ledger_account where tenant_id = ${clock.tenantId}`;
    expect(accounts).toHaveLength(1);
  });

  test("never sells a period twice, whoever opens it while it moves", async () => {
    for (let round = 0; round < 12; round++) {
      const clock = await makeClock(10);
      const opened = new Set<string>();
      const openers = Array.from({ length: 6 }, async (_, n) => {
        for (let turn = 0; turn < 4; turn++) {
          const seconds = [0, 3_600, 7_200][(n + turn) % 3] ?? 0;
          const answer = await clock.ask(clock.at(seconds), seconds);
          if (answer.status === "open") opened.add(answer.accountId);
        }
      });
      await Promise.all([
        ...openers,
        (async () => {
          await clock.moveTo(3_600);
          await clock.moveTo(7_200);
        })(),
      ]);
      const last = await clock.ask(clock.at(7_200), 7_200);
      opened.add(last.accountId);
      expect([...opened]).toEqual([last.accountId]);
      const [row] = await sql`select count(*)::int as accounts, sum(posted)::int as posted from ledger_account
        where tenant_id = ${clock.tenantId}`;
      expect(row).toEqual({ accounts: 1, posted: 10 });
    }
  });

  test("moves budgets and later bills with it, and credits not at all", async () => {
    const clock = await makeClock(0, { overage: "postpaid" });
    const bill = await clock.ask(clock.at(0), 0, "overage");
    const lot = newId("creditLot", new Date());
    await sql`select credit_lot_open(${clock.tenantId}, ${lot}, 'granted', 5, 1, now() + interval '1 day', 't',
                                     ${lot}, 'r', 'c')`;
    const read = () => sql<{ kind: string; start: Date; end: Date }[]>`
      select kind, period_start as start, period_end as end from ledger_account
       where tenant_id = ${clock.tenantId} order by kind`;
    const [creditBefore, billBefore] = await read();
    await clock.moveTo(daySec);
    const [creditAfter, billAfter] = await read();
    expect(creditAfter).toEqual(creditBefore);
    expect(billAfter?.end.getTime()).toBe((billBefore?.end.getTime() ?? 0) - daySec * 1000);
    expect(await clock.ask(clock.at(daySec), daySec, "overage")).toMatchObject({ accountId: bill.accountId });
  });

  test("moves back as well", async () => {
    const clock = await makeClock(10);
    const { accountId } = await clock.ask(clock.at(0), 0);
    await clock.moveTo(30 * daySec);
    await clock.ask(clock.at(30 * daySec, 1), clock.offset);
    await clock.moveTo(0);
    expect(await clock.ask(clock.at(0), 0)).toMatchObject({ status: "open", accountId });
  });
});

describe("a plan that follows another by the clock", () => {
  test("gives its own units from the grant's end on, and a lease of before ends there", async () => {
    const clock = await makeClock(10);
    const other = await makeLedger(sql, 3);
    await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
      select ${`${other.versionId}x`}, plan_id, 2, 'draft', 0, 'EUR', now(), now() from plan_version where id = ${other.versionId}`;
    await sql`insert into plan_feature (plan_version_id, feature_id, limit_units) values (${`${other.versionId}x`}, ${clock.featureId}, 3)`;
    await sql`update plan_version set status = 'published' where id = ${`${other.versionId}x`}`;
    const node = await makeNode(sql);
    const { accountId } = await clock.ask(clock.at(0), 0);
    const endsAt = new Date(Date.now() + 40_000);
    await clock.change({ endsAt, after: { status: "active", planVersionId: `${other.versionId}x`, reason: null } });
    const lease = await node.acquire(accountId, 2);
    const [row] = await sql<{ at: Date }[]>`select expires_at as at from lease where lease_id = ${lease.leaseId}`;
    expect(row?.at).toEqual(endsAt);
    expect(await clock.ask(clock.at(0), 0)).toMatchObject({ posted: 10 });
    // What the grant's end says when so much of the store's time has passed: nobody ran and nothing was announced.
    await sql`update subscription set ends_at = now() where tenant_id = ${clock.tenantId} and replaced_at is null`;
    expect(await clock.ask(clock.at(0), 0)).toMatchObject({ status: "open", accountId, posted: 3 });
    expect((await node.acquire(accountId, 2)).status).toBe("refused");
    expect((await node.acquire(accountId, 1)).status).toBe("granted");
    expect(await brokenRules(sql)).toEqual([]);
  });

  test("tells an account without limit when that is over", async () => {
    const clock = await makeClock(null);
    const smaller = await makeLedger(sql, 3);
    const endsAt = new Date(Date.now() + 3_600_000 + 86_400_000);
    await clock.change({
      clockOffsetSeconds: daySec,
      endsAt,
      after: { status: "active", planVersionId: smaller.versionId, reason: null },
    });
    const answer = (await clock.ask(clock.at(daySec), daySec)) as unknown as { ttlMs: number; enforced: boolean };
    expect(answer.enforced).toBe(false);
    expect(answer.ttlMs).toBeGreaterThan(3_590_000);
    expect(answer.ttlMs).toBeLessThanOrEqual(3_600_000);
  });
});
