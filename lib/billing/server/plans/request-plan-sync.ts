import { eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { planSync } from "@/db/schema/billing";
import { planVersion } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { RequestPlanSyncInput } from "@/lib/billing/plan-inputs";
import { getPlanSync } from "@/lib/billing/server/plans/get-plan-sync";
import { listUnsynced } from "@/lib/billing/server/plans/list-unsynced";
import { restorePlanVersion } from "@/lib/billing/server/plans/restore-plan-version";
import { syncPlanVersion } from "@/lib/billing/server/plans/sync-plan-version";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import type { PlanSyncView } from "@/lib/billing/staff-views";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * "Publish to Stripe": sends a plan's versions there now, the ones in use that do not stand there yet or the one named,
 * whenever the worker's next attempt would be. One that is named and stands there is put on sale again.
 * @throws AppError `not_found`; `payment_processor_unavailable` where Stripe is not set up or does not answer.
 */
export async function requestPlanSync(ctx: Ctx, input: z.input<typeof RequestPlanSyncInput>): Promise<PlanSyncView[]> {
  authorizeStaff(ctx, "staff:catalog");
  const { planId, planVersionId } = parseInput(RequestPlanSyncInput, input);
  const { accountId } = await requireLink(ctx.now);
  const versions = await database()
    .select({ id: planVersion.id, status: planVersion.status })
    .from(planVersion)
    .where(eq(planVersion.planId, planId));
  const named = versions.find(({ id, status }) => id === planVersionId && status !== "draft");
  if (planVersionId !== undefined && !named) throw new AppError("not_found");
  const unsynced = await listUnsynced(accountId);
  const ids = named ? [named.id] : versions.map(({ id }) => id).filter((id) => unsynced.includes(id));
  const requestedBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
  if (named && !unsynced.includes(named.id)) {
    await restorePlanVersion({ account: accountId, createdBy: requestedBy, now: ctx.now }, planId, named.id);
    return getPlanSync(ctx, { planId });
  }
  for (const id of ids) {
    await inTransaction(async (tx) => {
      await tx
        .insert(planSync)
        .values({
          planVersionId: id,
          state: "pending",
          rollout: "new_subscriptions",
          requestedBy,
          nextAt: ctx.now,
          at: ctx.now,
        })
        .onConflictDoNothing();
      await recordAudit(tx, ctx, { action: "plan_version.synced", objectKind: "plan_version", objectId: id });
    });
    await syncPlanVersion(id, ctx.now);
  }
  return getPlanSync(ctx, { planId });
}
