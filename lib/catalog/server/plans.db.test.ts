import { describe, expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { archivePlan } from "@/lib/catalog/server/archive-plan";
import { createFeature } from "@/lib/catalog/server/create-feature";
import { createPlan } from "@/lib/catalog/server/create-plan";
import { discardDraft } from "@/lib/catalog/server/discard-draft";
import { editDraft } from "@/lib/catalog/server/edit-draft";
import { getPlan } from "@/lib/catalog/server/get-plan";
import { listPlans } from "@/lib/catalog/server/list-plans";
import { loadCatalog } from "@/lib/catalog/server/load-catalog";
import { previewPublish } from "@/lib/catalog/server/preview-publish";
import { publishPlan } from "@/lib/catalog/server/publish-plan";
import { startDraft } from "@/lib/catalog/server/start-draft";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const admin = () => staffCtx("admin");
const meter = await createFeature(admin(), { slug: "searches", name: "Searches", kind: "meter" });
const onOff = await createFeature(admin(), { slug: "batch", name: "Batch", kind: "switch" });
const seats = await createFeature(admin(), { slug: "seats", name: "Seats", kind: "limit" });
let serial = 0;
const content = (units: number | null) => ({
  priceMinor: 4900,
  currency: "EUR",
  ratePerMinute: 60,
  trialDays: 0,
  features: [{ featureId: meter.id, limitUnits: units }],
});

/** A plan whose version 1 is published with `units`. */
async function publishedPlan(units: number | null) {
  const { id: planId } = await createPlan(admin(), { slug: `plan-${++serial}`, name: `Plan ${serial}` });
  await editDraft(admin(), { planId, ...content(units) });
  const { planVersionId } = await publishPlan(admin(), { planId, rollout: "new_subscriptions" });
  return { planId, planVersionId };
}

/** A tenant that holds a version since `anchor` and used so many units of the current period. */
async function holder(planVersionId: string, usedUnits: number) {
  const now = new Date();
  const tenantId = newId("tenant", now);
  const anchor = new Date(now.getTime() - 3 * 86_400_000);
  await sql`insert into tenant (id, name, created_at) values (${tenantId}, ${`Tenant ${++serial}`}, ${now})`;
  await sql`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
            values (${tenantId}, ${newId("subscription", now)}, ${planVersionId}, 'active', ${anchor}, ${anchor}, 'test')`;
  await sql`insert into ledger_account (account_id, tenant_id, kind, unit, feature_id, mode, period_start, period_end, posted, consumed)
            values (${newId("account", now)}, ${tenantId}, 'quota', ${meter.id}, ${meter.id}, 'live', ${anchor},
                    ${new Date(anchor.getTime() + 30 * 86_400_000)}, 1000, ${usedUnits})`;
  return { tenantId, anchor };
}

const held = async (tenantId: string) => {
  const [row] = await sql<{ plan_version_id: string; anchor: Date }[]>`
    select plan_version_id, anchor from subscription where tenant_id = ${tenantId} and replaced_at is null`;
  return row;
};
const refusedAt = (pointer: string) => ({ code: "validation_failed", details: { errors: [{ pointer }] } });

describe("the draft of a plan", () => {
  test.each([
    ["createPlan", () => createPlan(staffCtx("support"), { slug: "no", name: "No" })],
    ["publishPlan", () => publishPlan(staffCtx("support"), { planId: newId("plan", new Date()), rollout: "all_now" })],
  ])("%s refuses an actor without the scope", async (_name, act) => {
    await expect(act()).rejects.toMatchObject({ code: "permission_denied" });
  });
  test("is saved as a whole and leaves an audit line", async () => {
    const { id: planId, draftId } = await createPlan(admin(), { slug: "whole", name: "Whole" });
    const saved = await editDraft(admin(), {
      planId,
      ...content(100),
      features: [
        { featureId: meter.id, limitUnits: 100 },
        { featureId: onOff.id, limitUnits: null },
        { featureId: seats.id, limitUnits: 5 },
      ],
    });
    expect(saved).toMatchObject({ id: draftId, number: 1, status: "draft", priceMinor: 4900 });
    await editDraft(admin(), { planId, ...content(200) });
    const [version] = (await getPlan(admin(), { planId })).versions;
    const plain = { period: "anniversary", creditMicroPerUnit: null, overage: "none", overageRateE12: null };
    expect(version?.features).toEqual([{ featureId: meter.id, limitUnits: 200, ...plain }]);
    const lines = await sql<{ action: string }[]>`select action from audit_log where object_id = ${draftId}`;
    expect(lines.map((line) => line.action)).toEqual(["plan_version.edited", "plan_version.edited"]);
  });
  test("is not overwritten by an editor who saw an older one", async () => {
    const { id: planId } = await createPlan(admin(), { slug: "stale", name: "Stale" });
    const seen = await editDraft(admin(), { planId, ...content(1) });
    await editDraft(staffCtx("admin", { now: new Date(Date.now() + 1000) }), { planId, ...content(2) });
    const late = editDraft(admin(), { planId, ...content(3), seenUpdatedAt: seen.updatedAt });
    await expect(late).rejects.toMatchObject({ code: "conflict", details: { reason: "stale_draft" } });
  });
  test.each<[title: string, change: Record<string, unknown>, pointer: string]>([
    ["a negative price", { priceMinor: -1 }, "/priceMinor"],
    ["a price with a fraction", { priceMinor: 49.5 }, "/priceMinor"],
    ["an unknown currency", { currency: "XYZ" }, "/currency"],
    ["no requests a minute at all", { ratePerMinute: 0 }, "/ratePerMinute"],
    [
      "an unknown feature",
      { features: [{ featureId: newId("feature", new Date()), limitUnits: 1 }] },
      "/features/0/featureId",
    ],
    ["a switch with a number", { features: [{ featureId: onOff.id, limitUnits: 3 }] }, "/features/0/limitUnits"],
    ["a limit without a number", { features: [{ featureId: seats.id, limitUnits: null }] }, "/features/0/limitUnits"],
    ...(
      [
        ["a period of a switch", onOff.id, null, { period: "day" }, "period"],
        ["a price in credits of a limit", seats.id, 1, { creditMicroPerUnit: 1 }, "creditMicroPerUnit"],
        ["a later bill for a switch", onOff.id, null, { overage: "postpaid" }, "overage"],
        ["an unknown period", meter.id, 1, { period: "week" }, "period"],
        ["credits for nothing", meter.id, 1, { creditMicroPerUnit: 0 }, "creditMicroPerUnit"],
        ["half a micro-credit", meter.id, 1, { creditMicroPerUnit: 0.5 }, "creditMicroPerUnit"],
        ["credits beyond units without limit", meter.id, null, { creditMicroPerUnit: 1 }, "creditMicroPerUnit"],
        ["a later bill without a price", meter.id, 1, { overage: "postpaid" }, "overageRateE12"],
        ["a price of a later bill that there is none of", meter.id, 1, { overageRateE12: 5 }, "overageRateE12"],
        ["a later bill beyond units without limit", meter.id, null, { overage: "postpaid" }, "overage"],
      ] as const
    ).map(([title, featureId, limitUnits, terms, field]): [string, Record<string, unknown>, string] => [
      title,
      { features: [{ featureId, limitUnits, ...terms }] },
      `/features/0/${field}`,
    ]),
  ])("refuses %s and names the field", async (_title, change, pointer) => {
    const { id: planId } = await createPlan(admin(), { slug: `bad-${++serial}`, name: "Bad" });
    const input = { planId, ...content(1), ...change } as Parameters<typeof editDraft>[1];
    await expect(editDraft(admin(), input)).rejects.toMatchObject(refusedAt(pointer));
  });
  test("keeps a meter's terms, and the next draft begins with them", async () => {
    const terms = {
      period: "day" as const,
      creditMicroPerUnit: 50_000,
      overage: "postpaid" as const,
      overageRateE12: 0,
    };
    const line = { featureId: meter.id, limitUnits: 100, ...terms };
    const { id: planId } = await createPlan(admin(), { slug: `plan-${++serial}`, name: "Terms" });
    const saved = await editDraft(admin(), { planId, ...content(100), features: [line] });
    expect(saved.features).toEqual([line]);
    await publishPlan(admin(), { planId, rollout: "new_subscriptions" });
    expect(await startDraft(admin(), { planId })).toMatchObject({ features: [line] });
    await editDraft(admin(), { planId, ...content(100) });
    const { differences } = await previewPublish(admin(), { planId });
    expect(differences.filter(({ aspect }) => aspect).map(({ aspect, kind }) => `${aspect} ${kind}`)).toEqual([
      "period changed",
      "credits removed",
      "overage removed",
      "overageRate removed",
    ]);
    const version = (await loadCatalog(sql)).planVersions.find((each) => each.planId === planId);
    expect(version?.meters).toEqual({ [meter.id]: terms });
  });
  test("exists once a plan, and can be discarded", async () => {
    const { planId } = await publishedPlan(100);
    const draft = await startDraft(admin(), { planId });
    expect(draft).toMatchObject({ number: 2, features: [{ featureId: meter.id, limitUnits: 100 }] });
    await expect(startDraft(admin(), { planId })).rejects.toMatchObject({ code: "conflict" });
    await discardDraft(admin(), { planId });
    await expect(discardDraft(admin(), { planId })).rejects.toMatchObject({ code: "conflict" });
    expect((await getPlan(admin(), { planId })).versions.map((version) => version.number)).toEqual([1]);
  });
});

describe("publishing a plan", () => {
  test("fixes the version for ever, leaves an audit line and tells the gateways", async () => {
    const { planId, planVersionId } = await publishedPlan(100);
    await expect(editDraft(admin(), { planId, ...content(1) })).rejects.toMatchObject({ code: "conflict" });
    await expect(sql`update plan_version set price_minor = 1 where id = ${planVersionId}`).rejects.toThrow(/published/);
    await expect(sql`delete from plan_feature where plan_version_id = ${planVersionId}`).rejects.toThrow(/published/);
    const lines = await sql<{ action: string }[]>`
      select action from audit_log where object_id = ${planVersionId} order by id desc limit 1`;
    expect(lines[0]?.action).toBe("plan_version.published");
    expect(await sql`select 1 from control_change where subject_id = ${planVersionId}`).toHaveLength(1);
  });
  test("for new subscriptions leaves everybody where they are", async () => {
    const { planId, planVersionId } = await publishedPlan(100);
    const { tenantId } = await holder(planVersionId, 50);
    await startDraft(admin(), { planId });
    await editDraft(admin(), { planId, ...content(10) });
    const result = await publishPlan(admin(), { planId, rollout: "new_subscriptions" });
    expect(result).toMatchObject({ number: 2 });
    expect((await held(tenantId))?.plan_version_id).toBe(planVersionId);
    const plan = (await listPlans(admin())).find((row) => row.id === planId);
    expect(plan).toMatchObject({ live: { number: 2 }, tenants: 1, draftNumber: null });
  });
  test("for all at once is refused while it stops tenants, unless that is acknowledged", async () => {
    const { planId, planVersionId } = await publishedPlan(100);
    const { tenantId } = await holder(planVersionId, 80);
    await startDraft(admin(), { planId });
    await editDraft(admin(), { planId, ...content(50) });
    const preview = await previewPublish(admin(), { planId });
    expect(preview.overdrawn).toMatchObject([{ tenantId, usedUnits: 80, allowedUnits: 50 }]);
    expect(preview.holders).toMatchObject([{ number: 1, tenants: 1, priceMinor: 4900 }]);
    const hasty = publishPlan(admin(), { planId, rollout: "all_now" });
    await expect(hasty).rejects.toMatchObject({ code: "conflict", details: { reason: "tenants_over_limit" } });
    expect((await held(tenantId))?.plan_version_id).toBe(planVersionId);
    const result = await publishPlan(admin(), { planId, rollout: "all_now", acknowledged: true });
    expect(result).toMatchObject({ number: 2 });
  });
  test("counts exceptions in force for the tenant", async () => {
    const { planId, planVersionId } = await publishedPlan(100);
    const { tenantId } = await holder(planVersionId, 80);
    const now = new Date();
    await sql`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
              values (${tenantId}, ${newId("exception", now)}, 'extra_units', ${meter.id}, 40, 'bridge', ${new Date(now.getTime() - 1000)},
                      ${new Date(now.getTime() + 86_400_000)}, 'test', ${now})`;
    await startDraft(admin(), { planId });
    await editDraft(admin(), { planId, ...content(50) });
    expect((await previewPublish(admin(), { planId })).overdrawn).toEqual([]);
    await publishPlan(admin(), { planId, rollout: "all_now" });
  });
  test("needs no acknowledgement for tenants who are over a limit that does not fall", async () => {
    const { planId, planVersionId } = await publishedPlan(50);
    await holder(planVersionId, 80);
    await startDraft(admin(), { planId });
    await editDraft(admin(), { planId, ...content(50), priceMinor: 5900 });
    expect((await previewPublish(admin(), { planId })).overdrawn).toEqual([]);
    expect(await publishPlan(admin(), { planId, rollout: "all_now" })).toMatchObject({ number: 2 });
  });
  test("once: two at the same time give one version", async () => {
    const { id: planId } = await createPlan(admin(), { slug: "race", name: "Race" });
    await editDraft(admin(), { planId, ...content(1) });
    const both = await Promise.allSettled(
      [1, 2].map(() => publishPlan(admin(), { planId, rollout: "new_subscriptions" })),
    );
    expect(both.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  });
  test("an archived plan leaves the list and takes no draft", async () => {
    const { planId } = await publishedPlan(1);
    await archivePlan(admin(), { planId });
    expect((await listPlans(admin())).map((row) => row.id)).not.toContain(planId);
    await expect(startDraft(admin(), { planId })).rejects.toMatchObject({ code: "not_found" });
  });
});
