import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "@/db/client";
import { recordChange, recordTenantChanges } from "@/db/record-change";
import { planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { inTransaction } from "@/db/transaction";
import { compareVersions, reducesAccess } from "@/lib/catalog/compare-versions";
import { PublishPlanInput } from "@/lib/catalog/inputs";
import { listOverdrawn } from "@/lib/catalog/server/list-overdrawn";
import { loadDraft } from "@/lib/catalog/server/load-draft";
import { loadVersionContents } from "@/lib/catalog/server/load-version-contents";
import { lockPlan } from "@/lib/catalog/server/lock-plan";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** Moves every current subscription of the plan's earlier versions; anchors stay, so no usage is reset. */
async function moveHolders(tx: Transaction, planId: string, planVersionId: string): Promise<string[]> {
  const earlier = tx
    .select({ id: planVersion.id })
    .from(planVersion)
    .where(and(eq(planVersion.planId, planId), ne(planVersion.id, planVersionId)));
  const moved = await tx
    .update(subscription)
    .set({ planVersionId })
    .where(
      and(
        inArray(subscription.planVersionId, earlier),
        isNull(subscription.replacedAt),
        ne(subscription.status, "ended"),
      ),
    )
    .returning({ tenantId: subscription.tenantId });
  return moved.map((row) => row.tenantId);
}

/**
 * Publishes a plan's draft; from then on its content never changes. With `all_now` every tenant of an earlier version
 * moves in the same transaction; if that refuses tenants who already used more, it must be acknowledged.
 * @returns the published version's id and number, and how many tenants moved.
 * @throws AppError `not_found`, `conflict` (no draft, stale draft, or `tenants_over_limit` with the tenants' names).
 */
export async function publishPlan(
  ctx: Ctx,
  input: z.input<typeof PublishPlanInput>,
): Promise<{ planVersionId: string; number: number; tenantsMoved: number }> {
  authorizeStaff(ctx, "staff:catalog");
  const { planId, rollout, acknowledged, seenUpdatedAt } = parseInput(PublishPlanInput, input);
  return inTransaction(async (tx) => {
    await lockPlan(tx, planId);
    const draft = await loadDraft(tx, planId, seenUpdatedAt);
    const [live] = await loadVersionContents(tx, planId, "published");
    const differences = compareVersions(live?.content ?? null, draft.content);
    const { id, number } = draft.row;
    if (rollout === "all_now" && !acknowledged) {
      const overdrawn = await listOverdrawn(tx, planId, id, ctx.now);
      if (overdrawn.length > 0) {
        throw new AppError("conflict", "Tenants already used more than this version allows; their calls would stop.", {
          reason: "tenants_over_limit",
          tenants: [...new Set(overdrawn.map((line) => line.tenantName))],
        });
      }
    }
    const publishedBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
    await tx
      .update(planVersion)
      .set({ status: "published", publishedAt: ctx.now, publishedBy, updatedAt: ctx.now })
      .where(eq(planVersion.id, id));
    const moved = rollout === "all_now" ? await moveHolders(tx, planId, id) : [];
    await recordAudit(tx, ctx, {
      action: "plan_version.published",
      objectKind: "plan_version",
      objectId: id,
      before: live ? { planVersionId: live.row.id, number: live.row.number } : null,
      after: {
        number,
        rollout,
        acknowledged,
        tenantsMoved: moved.length,
        reducesAccess: reducesAccess(differences),
        differences: differences.filter((line) => line.kind !== "same"),
      },
    });
    // Accounts are locked before the head of the feed, whoever comes: the tenants therefore come first.
    await recordTenantChanges(tx, moved);
    await recordChange(tx, { subject: "catalog", subjectId: id });
    return { planVersionId: id, number, tenantsMoved: moved.length };
  });
}
