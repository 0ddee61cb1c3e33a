import { describe, expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { inTransaction } from "@/db/transaction";
import { createFeature } from "@/lib/catalog/server/create-feature";
import { createPlan } from "@/lib/catalog/server/create-plan";
import { editDraft } from "@/lib/catalog/server/edit-draft";
import { publishPlan } from "@/lib/catalog/server/publish-plan";
import { grantException } from "@/lib/entitlements/server/grant-exception";
import { grantPlan } from "@/lib/entitlements/server/grant-plan";
import { listEntitlements } from "@/lib/entitlements/server/list-entitlements";
import { listExceptions } from "@/lib/entitlements/server/list-exceptions";
import { withdrawException } from "@/lib/entitlements/server/withdraw-exception";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const day = 86_400_000;
const later = (ms: number) => new Date(Date.now() + ms);
const admin = (now = new Date()) => staffCtx("admin", { now });
const meter = await createFeature(admin(), { slug: "searches", name: "Searches", kind: "meter" });
const onOff = await createFeature(admin(), { slug: "batch", name: "Batch", kind: "switch" });

const { id: planId, draftId: small } = await createPlan(admin(), { slug: "small", name: "small" });
await editDraft(admin(), {
  planId,
  priceMinor: 0,
  currency: "EUR",
  ratePerMinute: null,
  trialDays: 0,
  features: [{ featureId: meter.id, limitUnits: 100 }],
});
await publishPlan(admin(), { planId, rollout: "new_subscriptions" });

async function newTenant() {
  const tenantId = newId("tenant", new Date());
  await sql`insert into tenant (id, name, created_at) values (${tenantId}, 'Lumen Maps', ${new Date()})`;
  return tenantId;
}
const changes = (tenantId: string) =>
  sql`select 1 from control_change where subject = 'tenant' and subject_id = ${tenantId}`;
const actions = async (tenantId: string) =>
  (await sql<{ action: string }[]>`select action from audit_log where tenant_id = ${tenantId} order by at, id`).map(
    (row) => row.action,
  );

describe("an exception", () => {
  const bridge = (tenantId: string) => ({
    tenantId,
    kind: "extra_units" as const,
    featureId: meter.id,
    units: 50,
    reason: "Bridge until Friday",
    endsAt: later(3 * day).toISOString(),
  });

  test("raises what the tenant may use, says why, and ends when it is withdrawn", async () => {
    const tenantId = await newTenant();
    const now = new Date();
    await inTransaction((tx) =>
      grantPlan(tx, admin(), tenantId, {
        planVersionId: small,
        status: "active",
        reason: null,
        source: "manual",
        anchor: now,
        startedAt: now,
        endsAt: null,
        after: null,
        overdue: null,
        clockOffsetSeconds: 0,
      }),
    );
    const granted = await grantException(admin(), bridge(tenantId));
    const find = async () =>
      (await listEntitlements(admin(later(1000)), { tenantId })).find((row) => row.featureId === meter.id);
    expect(await find()).toMatchObject({
      included: true,
      units: 150,
      sources: [
        { kind: "plan", label: "small version 1", units: 100 },
        { kind: "extra_units", label: "Bridge until Friday", units: 50 },
      ],
    });
    await withdrawException(admin(), { tenantId, exceptionId: granted.id, reason: "Paid in time" });
    expect(await find()).toMatchObject({ units: 100 });
    const again = withdrawException(admin(), { tenantId, exceptionId: granted.id, reason: "Paid in time" });
    await expect(again).rejects.toMatchObject({ code: "conflict" });
    expect(await changes(tenantId)).toHaveLength(3);
    expect(await actions(tenantId)).toEqual(["subscription.created", "exception.granted", "exception.withdrawn"]);
    const [line] =
      await sql`select reason from audit_log where action = 'exception.withdrawn' and tenant_id = ${tenantId}`;
    expect(line?.reason).toBe("Paid in time");
    const listed = await listExceptions(admin(), { tenant: tenantId, state: "past" });
    expect(listed.rows).toMatchObject([{ id: granted.id, tenantName: "Lumen Maps", featureName: "Searches" }]);
  });
  test("of another tenant is not found", async () => {
    const [one, two] = [await newTenant(), await newTenant()];
    const granted = await grantException(admin(), bridge(one));
    const foreign = withdrawException(admin(), { tenantId: two, exceptionId: granted.id, reason: "not ours" });
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
  });
  test("is granted by support within bounds only, and by nobody outside the staff", async () => {
    const tenantId = await newTenant();
    await grantException(staffCtx("support"), bridge(tenantId));
    const large = grantException(staffCtx("support"), { ...bridge(tenantId), units: 1_000_000 });
    await expect(large).rejects.toMatchObject({ code: "permission_denied" });
    const long = grantException(staffCtx("support"), { ...bridge(tenantId), endsAt: later(60 * day).toISOString() });
    await expect(long).rejects.toMatchObject({ code: "permission_denied" });
    await expect(grantException(staffCtx(null), bridge(tenantId))).rejects.toMatchObject({ code: "not_found" });
  });
  test.each<[title: string, change: Record<string, unknown>, pointer: string]>([
    ["no reason", { reason: "" }, "/reason"],
    ["an end in the past", { endsAt: "2020-01-01T00:00:00Z" }, "/endsAt"],
    ["an end that no calendar of ours reaches", { endsAt: "9999-12-31T23:59:59-12:00" }, "/endsAt"],
    ["extra units without a number", { units: null }, "/units"],
    ["no feature", { featureId: null }, "/featureId"],
    ["a feature for access as a whole", { kind: "access_until", units: null }, "/featureId"],
    ["units of a switch", { kind: "feature_access", featureId: onOff.id }, "/units"],
    ["zero units", { units: 0 }, "/units"],
  ])("refuses %s and names the field", async (_title, change, pointer) => {
    const input = { ...bridge(await newTenant()), ...change } as Parameters<typeof grantException>[1];
    await expect(grantException(admin(), input)).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer }] },
    });
  });
});
