import { afterEach, describe, expect, test } from "vitest";
import { brokenRules, makeLedger, makeNode, readAccount } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { isId, newId } from "@/lib/id";

const { sql } = await testDatabase();
const hourMs = 3_600_000;

afterEach(async () => {
  expect(await brokenRules(sql)).toEqual([]);
});

/** A key of the tenant with a budget of `units`. */
async function makeBudget(tenantId: string, featureId: string, units: number) {
  const keyId = newId("key", new Date());
  await sql`insert into api_key (tenant_id, id, name, mode, created_at, created_by) values (${tenantId}, ${keyId}, 'k', 'live', now(), 'test')`;
  await sql`insert into key_budget (tenant_id, key_id, feature_id, units, period)
            values (${tenantId}, ${keyId}, ${featureId}, ${units}, 'day')`;
  return keyId;
}

describe("opening an account", () => {
  test("takes the amount from the entitlement, once for one name", async () => {
    const ledger = await makeLedger(sql, 100);
    const askedMs = Date.now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ledger.open()));
    const [first] = answers;
    expect(first).toMatchObject({
      status: "open",
      kind: "quota",
      unit: ledger.featureId,
      enforced: true,
      posted: 100,
      consumed: 0,
    });
    expect(isId("account", first?.accountId)).toBe(true);
    expect(new Set(answers.map(({ accountId }) => accountId)).size).toBe(1);
    expect(first?.nowMs).toBeGreaterThanOrEqual(askedMs - 1);
    expect(first?.nowMs).toBeLessThanOrEqual(Date.now() + 1);
  });
  test("keeps live and test, quota and overage, tenant and key apart", async () => {
    const ledger = await makeLedger(sql, 100, { overage: "postpaid" });
    const keyId = await makeBudget(ledger.tenantId, ledger.featureId, 7);
    const answers = await Promise.all([
      ledger.open(),
      ledger.open({ mode: "test" }),
      ledger.open({ kind: "overage" }),
      ledger.open({ kind: "cap", keyId }),
    ]);
    expect(new Set(answers.map(({ accountId }) => accountId)).size).toBe(4);
    expect(answers.map(({ posted, enforced }) => [posted, enforced])).toEqual([
      [100, true],
      [100, true],
      [0, false],
      [7, true],
    ]);
  });
  test("counts without limit where the plan sets none", async () => {
    const ledger = await makeLedger(sql, null);
    expect(await ledger.open()).toMatchObject({ status: "open", enforced: false, ttlMs: null, posted: 0 });
  });
  test("says how long an exception lifts the limit", async () => {
    const ledger = await makeLedger(sql, 100);
    await ledger.except("feature_access", null, -1_000, hourMs);
    const { enforced, ttlMs } = await ledger.open();
    expect(enforced).toBe(false);
    expect(ttlMs).toBeGreaterThan(hourMs - 60_000);
    expect(ttlMs).toBeLessThanOrEqual(hourMs);
  });
  test.each(["quota", "overage", "cap"] as const)("opens no %s that nobody is entitled to", async (kind) => {
    const ledger = await makeLedger(sql, 100);
    const other = await makeLedger(sql, 100);
    const asked =
      kind === "quota" ? { featureId: other.featureId } : kind === "cap" ? { kind, keyId: "none" } : { kind };
    expect(await ledger.open(asked)).toMatchObject({ status: "not_included", accountId: "" });
    expect(await sql`select 1 from ledger_account where tenant_id = ${ledger.tenantId}`).toHaveLength(0);
  });
  test.each([
    ["over", -48, -24, "outside_period"],
    ["a day ahead", 24, 48, "open"],
    ["two days ahead", 48, 72, "outside_period"],
  ])("answers for a period that is %s", async (_title, from, to, status) => {
    const ledger = await makeLedger(sql, 100);
    const [start, end] = [new Date(Date.now() + from * hourMs), new Date(Date.now() + to * hourMs)];
    expect(await ledger.open({ start, end })).toMatchObject({ status, posted: status === "open" ? 100 : 0 });
  });
  test("posts ahead what will be entitled when the period begins", async () => {
    const ledger = await makeLedger(sql, 100);
    await ledger.except("extra_units", 50, -hourMs, hourMs);
    const ahead = { start: new Date(Date.now() + 2 * hourMs), end: new Date(Date.now() + 26 * hourMs) };
    expect(await ledger.open(ahead)).toMatchObject({ posted: 100 });
    expect(await ledger.open()).toMatchObject({ posted: 150 });
  });
});

describe("what is posted follows what is entitled", () => {
  test("an exception is posted in its own transaction, before it is announced", async () => {
    const ledger = await makeLedger(sql, 10);
    const { accountId } = await ledger.open();
    await ledger.except("extra_units", 5, -hourMs, hourMs);
    await ledger.change();
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 15 });
    await sql`update exception set withdrawn_at = now() where tenant_id = ${ledger.tenantId}`;
    await ledger.change();
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 10 });
    const kinds = await sql`select kind, amount::int from ledger_transfer
      where ${accountId} in (from_account, to_account) order by transfer_id`;
    expect(kinds.map(({ kind, amount }) => [kind, amount])).toEqual([
      ["grant", 10],
      ["grant", 5],
      ["reduction", 5],
    ]);
  });
  test("a change that is rolled back posts nothing", async () => {
    const ledger = await makeLedger(sql, 10);
    const { accountId } = await ledger.open();
    await sql
      .begin(async (tx) => {
        await tx`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
          values (${ledger.tenantId}, 'e', 'extra_units', ${ledger.featureId}, 5, 'x', now(), now() + interval '1 hour', 't', now())`;
        await tx`select record_change('tenant', ${ledger.tenantId}, ${ledger.tenantId})`;
        throw new Error("no");
      })
      .catch(() => undefined);
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 10 });
  });
  test("an exception begins and ends by the store's clock, without an announcement", async () => {
    const [ledger, node] = [await makeLedger(sql, 10), await makeNode(sql)];
    const { accountId } = await ledger.open();
    await ledger.except("extra_units", 5, hourMs, 2 * hourMs);
    expect((await node.acquire(accountId, 12)).status).toBe("refused");
    // What the exception's times say when so much of the store's time has passed; nobody is told.
    await sql`update exception set starts_at = now() - interval '1 hour', ends_at = now() + interval '30 seconds'
               where tenant_id = ${ledger.tenantId}`;
    const during = await node.acquire(accountId, 12);
    expect(during).toMatchObject({ status: "granted", posted: 15 });
    expect(during.ttlMs).toBeLessThanOrEqual(30_000);
    await sql`update exception set ends_at = now() where tenant_id = ${ledger.tenantId}`;
    expect(await node.acquire(accountId, 1)).toMatchObject({ status: "refused", posted: 10, available: -2 });
  });
  test("a limit that is lifted and set again", async () => {
    const [ledger, node] = [await makeLedger(sql, 10), await makeNode(sql)];
    const { accountId } = await ledger.open();
    await ledger.except("feature_access", null, -hourMs, hourMs);
    await ledger.change();
    expect(await readAccount(sql, accountId)).toMatchObject({ enforced: false });
    expect(await node.acquire(accountId, 1_000)).toMatchObject({ status: "granted", granted: 1_000 });
    await sql`update exception set withdrawn_at = now() where tenant_id = ${ledger.tenantId}`;
    await ledger.change();
    expect(await readAccount(sql, accountId)).toMatchObject({ enforced: true, posted: 10, available: -990 });
  });
  test("a plan without the feature leaves nothing to sell", async () => {
    const [ledger, node] = [await makeLedger(sql, 10), await makeNode(sql)];
    const { accountId } = await ledger.open();
    await sql`update subscription set replaced_at = now() where tenant_id = ${ledger.tenantId}`;
    await ledger.change();
    expect(await node.acquire(accountId, 1)).toMatchObject({ status: "refused", available: 0, posted: 0 });
    expect(await ledger.open()).toMatchObject({ status: "not_included", accountId });
  });
  test("a budget that is changed is posted with the key's change", async () => {
    const ledger = await makeLedger(sql, 10);
    const keyId = await makeBudget(ledger.tenantId, ledger.featureId, 7);
    const { accountId } = await ledger.open({ kind: "cap", keyId });
    await sql`update key_budget set units = 4 where key_id = ${keyId}`;
    await ledger.change("key", keyId);
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 4 });
  });
  test("a period that is over keeps what it had", async () => {
    const ledger = await makeLedger(sql, 10);
    const { accountId } = await ledger.open();
    await sql`update ledger_account set period_end = now() where account_id = ${accountId}`;
    await ledger.except("extra_units", 5, -hourMs, hourMs);
    await ledger.change();
    expect(await readAccount(sql, accountId)).toMatchObject({ posted: 10 });
  });
  test("many tenants change at once, while each of them changes by itself", async () => {
    const ledgers = await Promise.all(Array.from({ length: 6 }, () => makeLedger(sql, 10)));
    const accounts = await Promise.all(ledgers.map(async (ledger) => (await ledger.open()).accountId));
    await Promise.all(ledgers.map(({ except }) => except("extra_units", 5, -hourMs, hourMs)));
    const ids = ledgers.map(({ tenantId }) => tenantId);
    await sql`select record_tenant_changes(${ids.slice(3)})`;
    const halfway = await Promise.all(accounts.map((accountId) => readAccount(sql, accountId)));
    expect(halfway.map(({ posted }) => posted)).toEqual([10, 10, 10, 15, 15, 15]);
    await Promise.all([
      sql`select record_tenant_changes(${ids})`,
      ...ledgers.map(({ change }) => change()),
      sql`select record_tenant_changes(${ids.toReversed()})`,
      sql`select record_tenant_changes('{}')`,
    ]);
    for (const accountId of accounts) expect(await readAccount(sql, accountId)).toMatchObject({ posted: 15 });
    const [row] = await sql`select count(*)::int as n, max(id) - min(id) + 1 as span,
        (select last_id from control_head) - max(id) as behind from control_change where tenant_id in ${sql(ids)}`;
    expect(row).toEqual({ n: 21, span: 21, behind: 0 });
  });
});
