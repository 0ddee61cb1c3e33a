import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { tenant } from "@/db/schema/accounts";
import { plan, planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { inTransaction } from "@/db/transaction";
import { PutOnPlanInput } from "@/lib/entitlements/inputs";
import { describeSubscription } from "@/lib/entitlements/server/describe-subscription";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

const dayMs = 24 * 60 * 60 * 1000;

/** Holds the plan until the commit: a roll-out of its next version comes before or after, and moves this tenant too. */
async function requirePublished(tx: Transaction, planVersionId: string): Promise<void> {
  const [version] = await tx
    .select({ status: planVersion.status })
    .from(planVersion)
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(and(eq(planVersion.id, planVersionId), isNull(plan.archivedAt)))
    .for("share", { of: plan });
  if (version?.status === "published") return;
  throw invalidField("/planVersionId", "unknown", "Only a published version of a plan in service can be held.");
}

/**
 * Puts a tenant on a plan version by hand ("manual billing"). A running subscription is replaced and its anchor kept,
 * so that usage of the period goes on counting.
 * @throws AppError `not_found` for the tenant, `validation_failed`.
 */
export async function putOnPlan(ctx: Ctx, input: z.input<typeof PutOnPlanInput>): Promise<SubscriptionView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, planVersionId, trialDays, endsAt, reason } = parseInput(PutOnPlanInput, input);
  const end = trialDays ? new Date(ctx.now.getTime() + trialDays * dayMs) : endsAt ? new Date(endsAt) : null;
  if (end && end <= ctx.now) throw invalidField("/endsAt", "past", "The end must lie in the future.");
  return inTransaction(async (tx) => {
    const [home] = await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId)).for("update");
    if (!home) throw new AppError("not_found");
    await requirePublished(tx, planVersionId);
    const [before] = await tx
      .update(subscription)
      .set({ replacedAt: ctx.now })
      .where(and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt)))
      .returning();
    const [row] = await tx
      .insert(subscription)
      .values({
        tenantId,
        id: newId("subscription", ctx.now),
        planVersionId,
        status: trialDays ? "trialing" : "active",
        anchor: before && before.status !== "ended" ? before.anchor : ctx.now,
        startedAt: ctx.now,
        endsAt: end,
        createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
      })
      .returning();
    if (!row) throw new AppError("conflict");
    const view = describeSubscription(row);
    await recordAudit(tx, ctx, {
      action: "subscription.created",
      objectKind: "subscription",
      objectId: row.id,
      tenantId,
      before: before ? describeSubscription(before) : null,
      after: view,
      reason,
    });
    await recordChange(tx, { subject: "tenant", subjectId: tenantId });
    return view;
  });
}
