import { describe, expect, test } from "vitest";
import { makeTenant } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { newId } from "@/lib/id";
import { checkLedger } from "@/lib/metering/server/check-ledger";
import { declareNodeLost } from "@/lib/metering/server/declare-node-lost";
import { getLedger } from "@/lib/metering/server/get-ledger";
import { getLedgerAlarm } from "@/lib/metering/server/get-ledger-alarm";
import { keepLeases } from "@/lib/metering/server/keep-leases";
import { listTenantFindings } from "@/lib/metering/server/list-tenant-findings";
import { releaseLease } from "@/lib/metering/server/release-lease";

const { sql } = await testDatabase();
const admin = () => staffCtx("admin");
const reason = "The machine was taken away";
const tenant = await makeTenant(sql, "Lumen Maps");
let serial = 0;

/** A node that holds 600 micro-credits of a lot and was not seen for `silentMs`. */
async function holder(silentMs: number) {
  const nodeId = newId("node", new Date());
  const leaseId = `les_${nodeId}_1_1`;
  await sql`select node_open(${nodeId}, 'gateway', 0)`;
  const [lot] = await sql<{ accountId: string }[]>`
    select credit_lot_open(${tenant.id}, ${`lot_${++serial}`}, 'bought', 1000, 100, null, 'test', ${String(serial)},
                           'test', 'test') ->> 'accountId' as "accountId"`;
  const accountId = lot?.accountId ?? "";
  await sql`select lease_acquire(${leaseId}, ${accountId}, ${nodeId}, 1, 600, 1, 60000)`;
  const ago = new Date(Date.now() - silentMs);
  await sql`update node set seen_at = ${ago} where node_id = ${nodeId}`;
  if (silentMs > 62_000) await sql`update lease set expires_at = ${ago} where lease_id = ${leaseId}`;
  await keepLeases(sql);
  return { nodeId, leaseId, accountId };
}
const reserved = async (accountId: string) =>
  (await sql<{ reserved: number }[]>`select reserved from ledger_account where account_id = ${accountId}`)[0]?.reserved;
const auditOf = (objectId: string) =>
  sql<{ action: string; reason: string; tenantId: string | null }[]>`
    select action, reason, tenant_id as "tenantId" from audit_log where object_id = ${objectId}`;
const intact = async () => (await checkLedger(sql, null, new Date())).rules.every(({ ok }) => ok);

describe("only an admin changes the ledger by hand", () => {
  test.each([
    ["release a lease", () => releaseLease(staffCtx("support"), { leaseId: "les_1", reason })],
    ["declare a node lost", () => declareNodeLost(staffCtx("support"), { nodeId: newId("node", new Date()), reason })],
  ])("support may not %s", async (_what, act) => {
    await expect(act()).rejects.toMatchObject({ code: "permission_denied" });
  });
  test("it does not exist for people who are not staff", async () => {
    const stranger = tenant.as("owner");
    await expect(getLedger(stranger)).rejects.toMatchObject({ code: "not_found" });
    await expect(getLedgerAlarm(stranger)).rejects.toMatchObject({ code: "not_found" });
    await expect(releaseLease(stranger, { leaseId: "les_1", reason })).rejects.toMatchObject({ code: "not_found" });
  });
  test("nothing is done without saying why", async () => {
    await expect(releaseLease(admin(), { leaseId: "les_1", reason: " " })).rejects.toMatchObject({
      code: "validation_failed",
    });
  });
});

describe("releasing a lease", () => {
  test("gives an orphan's units back, once, and leaves an audit line of its tenant", async () => {
    const { leaseId, accountId } = await holder(70_000);
    expect(await reserved(accountId)).toBe(600);
    expect(await releaseLease(admin(), { leaseId, reason })).toEqual({ leaseId, writtenOffUnits: 600 });
    expect(await reserved(accountId)).toBe(0);
    expect([...(await auditOf(leaseId))]).toEqual([{ action: "lease.released", reason, tenantId: tenant.id }]);
    await expect(releaseLease(admin(), { leaseId, reason })).rejects.toMatchObject({ code: "conflict" });
    expect(await intact()).toBe(true);
  });
  test("is refused while its node may still sell from it", async () => {
    const { leaseId, accountId } = await holder(1_000);
    await expect(releaseLease(admin(), { leaseId, reason })).rejects.toMatchObject({ code: "conflict" });
    expect(await reserved(accountId)).toBe(600);
  });
  test("of an unknown lease is not found", async () => {
    await expect(releaseLease(admin(), { leaseId: "les_none", reason })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a lost node", () => {
  test("has its leases written off at once, and is told in the audit", async () => {
    const { nodeId, accountId } = await holder(70_000);
    expect(await declareNodeLost(admin(), { nodeId, reason })).toEqual({ nodeId, leases: 1, writtenOffUnits: 600 });
    expect(await reserved(accountId)).toBe(0);
    expect([...(await auditOf(nodeId))]).toEqual([{ action: "node.lost", reason, tenantId: null }]);
    await expect(declareNodeLost(admin(), { nodeId, reason })).rejects.toMatchObject({ code: "conflict" });
    expect(await intact()).toBe(true);
  });
  test("is none that was seen within the last minute", async () => {
    const { nodeId } = await holder(30_000);
    await expect(declareNodeLost(admin(), { nodeId, reason })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("what staff see of the ledger", () => {
  test("rules with their findings, nodes, and orphans with the end of their hold", async () => {
    const { nodeId, leaseId } = await holder(6 * 60_000);
    await checkLedger(sql, null, new Date());
    const { rules, nodes, orphans } = await getLedger(staffCtx("support"));
    expect(rules.find(({ rule }) => rule === "R7")).toMatchObject({
      state: "broken",
      findings: [{ tenantId: null, subject: nodeId }],
    });
    expect(nodes.find((node) => node.nodeId === nodeId)).toMatchObject({ state: "silent", epoch: 1, leases: 1 });
    expect(orphans.find((orphan) => orphan.leaseId === leaseId)).toMatchObject({
      tenantName: "Lumen Maps",
      accountKind: "credit",
      units: 600,
    });
    expect(await getLedgerAlarm(staffCtx("support"))).toEqual({ broken: ["R7"], silent: [] });
    await releaseLease(admin(), { leaseId, reason });
    await checkLedger(sql, null, new Date());
    expect(await getLedgerAlarm(staffCtx("support"))).toBeNull();
  });
  test("a tenant is flagged by the rule that names it, and no other", async () => {
    const { accountId } = await holder(1_000);
    const other = await makeTenant(sql, "Other");
    const post = (units: number) =>
      sql`update ledger_account set posted = posted + ${units} where account_id = ${accountId}`;
    await post(7);
    await checkLedger(sql, null, new Date());
    await post(-7);
    const found = await listTenantFindings(staffCtx("support"), { tenantId: tenant.id });
    expect(found).toMatchObject([{ rule: "R2", subject: accountId, text: expect.stringContaining("+7") as string }]);
    expect(await listTenantFindings(staffCtx("support"), { tenantId: other.id })).toEqual([]);
    await expect(listTenantFindings(tenant.as("owner"), { tenantId: tenant.id })).rejects.toMatchObject({
      code: "not_found",
    });
  });
  test("an alarm when nobody checks any more", async () => {
    await checkLedger(sql, null, new Date());
    const later = staffCtx("admin", { now: new Date(Date.now() + 5 * 60_000 + 1_000) });
    expect((await getLedgerAlarm(later))?.silent).toHaveLength(7);
  });
});
