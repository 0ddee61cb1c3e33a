import { describe, expect, test } from "vitest";
import { makeRoute, makeTenant, putOnTestPlan } from "@/db/testing/make-tenant";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { createKey } from "@/lib/keys/server/create-key";
import { getKey } from "@/lib/keys/server/get-key";
import { identifyKey } from "@/lib/keys/server/identify-key";
import { listBudgetUse } from "@/lib/keys/server/list-budget-use";
import { listKeys } from "@/lib/keys/server/list-keys";
import { listMeters } from "@/lib/keys/server/list-meters";
import { listTenantKeys } from "@/lib/keys/server/list-tenant-keys";
import { revokeKey } from "@/lib/keys/server/revoke-key";
import { setKeyBudgets } from "@/lib/keys/server/set-key-budgets";
import { setTenantBudgets } from "@/lib/keys/server/set-tenant-budgets";

const { sql } = await testDatabase();
const { featureId } = await makeRoute(sql);
const other = await makeRoute(sql, { path: "/v1/other" });
const [onOff] = await sql<{ id: string }[]>`
  insert into feature (id, slug, name, kind, created_at)
  values ('fea_01M7XNXRKG4T9B2V6C8D0E3F5H', 'on_off', 'On or off', 'switch', now()) returning id`;
const budget = (over: object = {}) => ({ featureId, units: 100, period: "day" as const, ...over });

async function withKey(budgets: ReturnType<typeof budget>[] = []) {
  const tenant = await makeTenant(sql);
  const { key } = await createKey(tenant.as("owner"), { name: "import", mode: "live", budgets });
  return { tenant, id: key.id, key };
}
const changes = (subjectId: string) => sql`select tenant_id from control_change where subject_id = ${subjectId}`;

describe("a key's budgets", () => {
  test("may come with the key, and are what the gateway and people are told", async () => {
    const { tenant, id, key } = await withKey([budget()]);
    const told = [{ featureId, featureName: "Geo search", unitPlural: "searches", units: 100, period: "day" }];
    expect(key.budgets).toEqual(told);
    expect((await getKey(tenant.as("viewer"), { id })).budgets).toEqual(told);
    expect((await listKeys(tenant.as("viewer")))[0]?.budgets).toEqual(told);
    expect((await listTenantKeys(staffCtx("support"), { tenantId: tenant.id }))[0]?.budgets).toEqual(told);
    const [secret] = await sql<{ digest: Buffer }[]>`select digest from key_secret where key_id = ${id}`;
    const identified = await identifyKey(sql, secret?.digest ?? Buffer.alloc(0));
    expect(identified?.budgets).toEqual([{ featureId, units: 100, period: "day" }]);
  });

  test("are set as a whole, with an audit line, and told to the gateways", async () => {
    const { tenant, id } = await withKey([budget()]);
    const before = (await changes(id)).length;
    const second = budget({ featureId: other.featureId, units: 0, period: "calendar_month" });
    const view = await setKeyBudgets(tenant.as("admin"), { id, budgets: [second] });
    expect(view.budgets).toMatchObject([second]);
    expect(await changes(id)).toHaveLength(before + 1);
    const [line] = await sql`select before, after, tenant_id from audit_log
                              where object_id = ${id} and action = 'key.budgets_set'`;
    expect(line).toEqual({ before: [budget()], after: [second], tenant_id: tenant.id });
    expect(await setKeyBudgets(tenant.as("admin"), { id, budgets: [] })).toMatchObject({ budgets: [] });
  });

  test("may be for what is metered alone, and every member is told what that is", async () => {
    const { tenant } = await withKey();
    const ids = (await listMeters(tenant.as("viewer"))).map((meter) => meter.featureId);
    expect(ids).toEqual(expect.arrayContaining([featureId, other.featureId]));
    expect(ids).not.toContain(onOff?.id);
    expect((await listMeters(tenant.as("viewer"))).find((meter) => meter.featureId === featureId)).toEqual({
      featureId,
      featureName: "Geo search",
      unitPlural: "searches",
    });
  });

  test("are not for developers to change, nor for other tenants or strangers", async () => {
    const { tenant, id } = await withKey();
    const other = await makeTenant(sql);
    const input = { id, budgets: [budget()] };
    for (const role of ["developer", "billing", "viewer"] as const) {
      await expect(setKeyBudgets(tenant.as(role), input)).rejects.toMatchObject({ code: "permission_denied" });
    }
    await expect(setKeyBudgets(other.as("owner"), input)).rejects.toMatchObject({ code: "not_found" });
    await expect(listBudgetUse(other.as("owner"), { id })).rejects.toMatchObject({ code: "not_found" });
    const foreign = setTenantBudgets(staffCtx("admin"), { ...input, tenantId: other.id });
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
    const stranger = setTenantBudgets(staffCtx(null), { ...input, tenantId: tenant.id });
    await expect(stranger).rejects.toMatchObject({ code: "not_found" });
    expect(await sql`select 1 from key_budget where key_id = ${id}`).toHaveLength(0);
  });

  test("are set by staff for a tenant, under the tenant's name in the audit", async () => {
    const { tenant, id } = await withKey();
    const answer = await setTenantBudgets(staffCtx("support"), { tenantId: tenant.id, id, budgets: [budget()] });
    expect(answer.budgets).toMatchObject([budget()]);
    const [line] = await sql`select tenant_id from audit_log where object_id = ${id} and action = 'key.budgets_set'`;
    expect(line?.tenant_id).toBe(tenant.id);
  });

  test("end with the key", async () => {
    const { tenant, id } = await withKey();
    await revokeKey(tenant.as("owner"), { id });
    const late = setKeyBudgets(tenant.as("owner"), { id, budgets: [budget()] });
    await expect(late).rejects.toMatchObject({ code: "conflict" });
    const byStaff = setTenantBudgets(staffCtx("admin"), { tenantId: tenant.id, id, budgets: [] });
    await expect(byStaff).rejects.toMatchObject({ code: "conflict" });
  });

  test.each<[title: string, budgets: object[], pointer: string]>([
    ["a switch", [budget({ featureId: onOff?.id })], "/budgets/0/featureId"],
    ["an unknown feature", [budget({ featureId: "fea_01M7XNXRKG4T9B2V6C8D0E3F5J" })], "/budgets/0/featureId"],
    ["a feature twice", [budget(), budget({ units: 1 })], "/budgets/1/featureId"],
    ["negative units", [budget({ units: -1 })], "/budgets/0/units"],
    ["half a unit", [budget({ units: 0.5 })], "/budgets/0/units"],
    ["more units than can be counted", [budget({ units: 2 ** 53 })], "/budgets/0/units"],
    ["an unknown window", [budget({ period: "week" })], "/budgets/0/period"],
  ])("refuse %s and name the field", async (_title, budgets, pointer) => {
    const { tenant, id } = await withKey();
    const input = { id, budgets } as Parameters<typeof setKeyBudgets>[1];
    await expect(setKeyBudgets(tenant.as("owner"), input)).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer }] },
    });
  });

  test("say what was used in the window that runs, and when it ends", async () => {
    const { tenant, id } = await withKey([budget()]);
    expect(await listBudgetUse(tenant.as("viewer"), { id })).toMatchObject([{ usedUnits: 0, resetsAt: null }]);
    const now = new Date("2026-11-20T12:00:00Z");
    const anchor = new Date("2026-11-01T08:00:00Z");
    await putOnTestPlan(sql, { tenantId: tenant.id, featureId, units: 1000, anchor });
    for (const [day, consumed] of [
      [19, 90],
      [20, 7],
    ]) {
      const start = new Date(Date.UTC(2026, 10, day));
      await sql`insert into ledger_account (account_id, tenant_id, kind, unit, feature_id, key_id, mode, period_start,
                                            period_end, posted, consumed)
                values (${`acc_${id}_${day}`}, ${tenant.id}, 'cap', ${featureId}, ${featureId}, ${id}, 'live', ${start},
                        ${new Date(start.getTime() + 86_400_000)}, 100, ${consumed ?? 0})`;
    }
    expect(await listBudgetUse(tenant.as("viewer", { now }), { id })).toMatchObject([
      { units: 100, usedUnits: 7, resetsAt: "2026-11-21T00:00:00.000Z" },
    ]);
  });
});
