import { describe, expect, test } from "vitest";
import { untilWaiting } from "@/db/testing/make-ledger";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { settleClock } from "@/lib/billing/server/clock/settle-clock";
import { endManual } from "@/lib/billing/server/manual/end-manual";
import { pauseManual } from "@/lib/billing/server/manual/pause-manual";
import { putOnManualBilling } from "@/lib/billing/server/manual/put-on-manual-billing";
import { resumeManual } from "@/lib/billing/server/manual/resume-manual";
import { createFeature } from "@/lib/catalog/server/create-feature";
import { createPlan } from "@/lib/catalog/server/create-plan";
import { editDraft } from "@/lib/catalog/server/edit-draft";
import { publishPlan } from "@/lib/catalog/server/publish-plan";
import { findSubscription } from "@/lib/entitlements/server/find-subscription";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const day = 86_400_000;
const later = (ms: number) => new Date(Date.now() + ms);
const admin = (now = new Date()) => staffCtx("admin", { now });
const meter = await createFeature(admin(), { slug: "searches", name: "Searches", kind: "meter" });

async function publishedVersion(slug: string, units: number) {
  const { id: planId, draftId } = await createPlan(admin(), { slug, name: slug });
  if (units >= 0) {
    await editDraft(admin(), {
      planId,
      priceMinor: 0,
      currency: "EUR",
      ratePerMinute: null,
      trialDays: 0,
      features: [{ featureId: meter.id, limitUnits: units }],
    });
    await publishPlan(admin(), { planId, rollout: "new_subscriptions" });
  }
  return draftId;
}
const small = await publishedVersion("small", 100);
const large = await publishedVersion("large", 500);
const draft = await publishedVersion("unpublished", -1);

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

describe("a subscription by hand", () => {
  test.each([
    [
      "putOnManualBilling",
      (tenantId: string) => putOnManualBilling(staffCtx("support"), { tenantId, planVersionId: small }),
    ],
    ["endManual", (tenantId: string) => endManual(staffCtx("support"), { tenantId, reason: "asked" })],
  ])("%s refuses an actor without the scope", async (_name, act) => {
    await expect(act(await newTenant())).rejects.toMatchObject({ code: "permission_denied" });
  });
  test("keeps its anchor when the plan changes, so usage is not reset", async () => {
    const tenantId = await newTenant();
    const first = await putOnManualBilling(admin(later(-10 * day)), { tenantId, planVersionId: small });
    const second = await putOnManualBilling(admin(), { tenantId, planVersionId: large });
    expect(second).toMatchObject({ planVersionId: large, anchor: first?.anchor, status: "active" });
    const all = await sql`select replaced_at from subscription where tenant_id = ${tenantId} order by id`;
    expect(all.map((row) => row.replaced_at === null)).toEqual([false, true]);
    expect(await changes(tenantId)).toHaveLength(2);
    expect(await actions(tenantId)).toEqual(["subscription.created", "subscription.created"]);
  });
  test("may begin as a trial, or end on a day", async () => {
    const tenantId = await newTenant();
    const now = new Date();
    const trial = await putOnManualBilling(admin(now), { tenantId, planVersionId: small, trialDays: 14 });
    expect(trial).toMatchObject({ status: "trialing", endsAt: new Date(now.getTime() + 14 * day).toISOString() });
    const end = later(5 * day).toISOString();
    expect(await putOnManualBilling(admin(), { tenantId, planVersionId: small, endsAt: end })).toMatchObject({
      endsAt: end,
    });
  });
  test.each<[title: string, change: Record<string, unknown>, pointer: string]>([
    ["a draft", { planVersionId: draft }, "/planVersionId"],
    ["an unknown version", { planVersionId: newId("planVersion", new Date()) }, "/planVersionId"],
    ["an end in the past", { endsAt: "2020-01-01T00:00:00Z" }, "/endsAt"],
    ["an end that no calendar of ours reaches", { endsAt: "9999-12-31T23:59:59-12:00" }, "/endsAt"],
    ["a trial that also ends on a day", { trialDays: 3, endsAt: "2099-01-01T00:00:00Z" }, "/endsAt"],
    ["an end that is no instant", { endsAt: "tomorrow" }, "/endsAt"],
  ])("refuses %s and names the field", async (_title, change, pointer) => {
    const tenantId = await newTenant();
    await expect(putOnManualBilling(admin(), { tenantId, planVersionId: small, ...change })).rejects.toMatchObject({
      code: "validation_failed",
      details: { errors: [{ pointer }] },
    });
    expect(await findSubscription(admin(), { tenantId })).toBeNull();
  });
  test("is one, also when two admins set it at once", async () => {
    const tenantId = await newTenant();
    await Promise.all([small, large].map((planVersionId) => putOnManualBilling(admin(), { tenantId, planVersionId })));
    expect(await sql`select 1 from subscription where tenant_id = ${tenantId} and replaced_at is null`).toHaveLength(1);
  });
  test("is paused, resumed and ended, each only from the right state", async () => {
    const tenantId = await newTenant();
    const act = { tenantId, reason: "asked by mail" };
    await expect(pauseManual(admin(), act)).rejects.toMatchObject({ code: "not_found" });
    await putOnManualBilling(admin(), { tenantId, planVersionId: small });
    expect(await pauseManual(admin(), act)).toMatchObject({ status: "paused" });
    await expect(pauseManual(admin(), act)).rejects.toMatchObject({ code: "conflict" });
    expect(await resumeManual(admin(), act)).toMatchObject({ status: "active" });
    expect(await endManual(admin(), act)).toMatchObject({ status: "ended", reason: "subscription_expired" });
    await expect(resumeManual(admin(), act)).rejects.toMatchObject({ code: "not_found" });
    expect(await changes(tenantId)).toHaveLength(4);
  });
});

describe("two changes of a tenant's plan at once", () => {
  test("never wait for each other in a circle: by hand, by a moved clock and by a sync", async () => {
    const tenantId = await newTenant();
    await putOnManualBilling(admin(), { tenantId, planVersionId: small });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => [
        putOnManualBilling(admin(), { tenantId, planVersionId: n % 2 === 0 ? small : large }),
        settleClock(tenantId, later(n * 3_600_000), new Date()),
        pauseManual(admin(), { tenantId, reason: "asked by mail" }),
        resumeManual(admin(), { tenantId, reason: "asked by mail" }),
      ]).flat(),
    );
    const broken = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" && !(outcome.reason instanceof AppError) ? [String(outcome.reason.cause)] : [],
    );
    expect(broken).toEqual([]);
  });
  test("follow each other: a pause that waited for a new plan pauses that one", async () => {
    const tenantId = await newTenant();
    await putOnManualBilling(admin(), { tenantId, planVersionId: small });
    const pausing = await sql.begin(async (tx) => {
      await tx`select id from tenant where id = ${tenantId} for update`;
      await tx`update subscription set replaced_at = now() where tenant_id = ${tenantId} and replaced_at is null`;
      const waiting = pauseManual(admin(), { tenantId, reason: "asked by mail" }).catch((thrown: unknown) => thrown);
      await untilWaiting(sql, 1);
      await tx`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
               values (${tenantId}, ${newId("subscription", new Date())}, ${small}, 'active', now(), now(), 'test')`;
      return { waiting };
    });
    expect(await pausing.waiting).toMatchObject({ status: "paused" });
  });
  test("leave nobody behind: whoever is put on a version while the next one is rolled out moves along", async () => {
    const tenantId = await newTenant();
    const [plan] = await sql<{ planId: string }[]>`select plan_id as "planId" from plan_version where id = ${small}`;
    const publishing = await sql.begin(async (tx) => {
      await tx`select id from plan where id = ${plan?.planId ?? ""} for update`;
      const waiting = putOnManualBilling(admin(), { tenantId, planVersionId: small });
      await untilWaiting(sql, 1);
      const [held] = await tx`select 1 from subscription where tenant_id = ${tenantId}`;
      return { waiting, early: await Promise.race([waiting, Promise.resolve("waits")]), held };
    });
    expect(publishing).toMatchObject({ early: "waits", held: undefined });
    expect(await publishing.waiting).toMatchObject({ planVersionId: small, status: "active" });
  });
});
