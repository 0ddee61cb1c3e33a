import type { Sql } from "@/db/connect";
import { staffCtx } from "@/db/testing/staff-ctx";
import { publishAndSync } from "@/lib/billing/server/plans/publish-and-sync";
import type { Interval } from "@/lib/billing/types";
import { createFeature } from "@/lib/catalog/server/create-feature";
import { createPlan } from "@/lib/catalog/server/create-plan";
import { editDraft } from "@/lib/catalog/server/edit-draft";
import { startDraft } from "@/lib/catalog/server/start-draft";

export type PlanContent = {
  priceMinor: number;
  interval?: Interval;
  currency?: string;
  units?: number;
  /** Price of a unit beyond `units` in 10⁻¹² minor units; missing: use stops there. */
  overageRateE12?: number;
  trialDays?: number;
};

let serial = 0;

/** Makes a meter that plans of a test include. */
export async function makeMeter(): Promise<{ id: string; slug: string }> {
  const slug = `searches_${++serial}_${process.pid}`;
  const { id } = await createFeature(staffCtx("admin"), { slug, name: "Searches", kind: "meter" });
  return { id, slug };
}

/** Writes the draft of a plan; a plan that has none gets one. */
export async function draftPlan(sql: Sql, planId: string, featureId: string, content: PlanContent): Promise<void> {
  const ctx = staffCtx("admin");
  const drafts = await sql`select 1 from plan_version where plan_id = ${planId} and status = 'draft'`;
  if (drafts.length === 0) await startDraft(ctx, { planId });
  await editDraft(ctx, {
    planId,
    priceMinor: content.priceMinor,
    currency: content.currency ?? "EUR",
    ratePerMinute: null,
    trialDays: content.trialDays ?? 0,
    features: [{ featureId, limitUnits: content.units ?? 1_000 }],
  });
  await sql`update plan_version set interval = ${content.interval ?? "month"}
             where plan_id = ${planId} and status = 'draft'`;
  const rate = content.overageRateE12 ?? null;
  await sql`update plan_feature set overage = ${rate === null ? "none" : "postpaid"}, overage_rate_e_12 = ${rate}
             where plan_version_id in (select id from plan_version where plan_id = ${planId} and status = 'draft')`;
}

/** A plan with a draft of its first version. */
export async function makeDraftedPlan(sql: Sql, featureId: string, content: PlanContent) {
  const slug = `plan-${++serial}-${process.pid}`;
  const { id: planId } = await createPlan(staffCtx("admin"), { slug, name: `Plan ${serial}` });
  await draftPlan(sql, planId, featureId, content);
  return { planId, slug, name: `Plan ${serial}` };
}

/** A plan on sale, published the way an admin does it. */
export async function makePlanOnSale(sql: Sql, featureId: string, content: PlanContent) {
  const plan = await makeDraftedPlan(sql, featureId, content);
  const published = await publishAndSync(staffCtx("admin"), { planId: plan.planId, rollout: "new_subscriptions" });
  return { ...plan, ...published };
}
