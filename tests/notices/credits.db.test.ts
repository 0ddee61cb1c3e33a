import { describe, expect, it } from "vitest";
import { makeLedger, makeNode } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { noticeCredits } from "@/lib/billing/server/notices/notice-credits";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const node = await makeNode(sql);
const credit = 1_000_000;

/** A tenant whose units cost a credit each once its quota is used. */
async function prepaid() {
  const { tenantId, featureId } = await makeLedger(sql, 0);
  const now = new Date();
  const [planId, versionId] = [newId("plan", now), newId("planVersion", now)];
  await sql`insert into plan (id, slug, name, created_at) values (${planId}, ${planId}, 'Prepaid', ${now})`;
  await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
            values (${versionId}, ${planId}, 1, 'draft', 0, 'EUR', ${now}, ${now})`;
  await sql`insert into plan_feature (plan_version_id, feature_id, limit_units, credit_micro_per_unit)
            values (${versionId}, ${featureId}, 0, ${credit})`;
  await sql`update plan_version set status = 'published' where id = ${versionId}`;
  await sql`update subscription set plan_version_id = ${versionId} where tenant_id = ${tenantId}`;
  const give = async (credits: number) => {
    const [row] = await sql<{ answer: { accountId: string } }[]>`
      select credit_lot_open(${tenantId}, ${newId("creditLot", new Date())}, 'bought', ${credits * credit}, 100, null,
        'test', ${newId("creditLot", new Date())}, 'test', 'test') as answer`;
    return row?.answer.accountId ?? "";
  };
  const burn = async (accountId: string, credits: number) => {
    const { leaseId } = await node.acquire(accountId, credits * credit);
    await node.use([{ accountId, leaseId, cost: credits * credit }], { tenantId, featureId, cost: credits });
    await node.close(leaseId);
  };
  const told = () => sql<{ kind: string; open: boolean }[]>`
    select kind, closed_at is null as open from notice where tenant_id = ${tenantId} order by created_at, id`;
  return { give, burn, told };
}

describe("noticeCredits", () => {
  it("tells that credits run low, then that they are used up, each once, and is quiet after others were added", async () => {
    const tenant = await prepaid();
    const lot = await tenant.give(100);
    await noticeCredits(new Date());
    expect(await tenant.told()).toEqual([]);
    await tenant.burn(lot, 60);
    await noticeCredits(new Date());
    await noticeCredits(new Date());
    expect(await tenant.told()).toEqual([{ kind: "credits.low", open: true }]);
    await tenant.burn(lot, 40);
    await noticeCredits(new Date());
    await noticeCredits(new Date());
    expect(await tenant.told()).toEqual([
      { kind: "credits.low", open: false },
      { kind: "credits.exhausted", open: true },
    ]);
    await tenant.give(10_000);
    await noticeCredits(new Date());
    expect((await tenant.told()).map(({ open }) => open)).toEqual([false, false]);
  });
});
