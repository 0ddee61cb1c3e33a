import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { planVersion } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { compareVersions, reducesAccess } from "@/lib/catalog/compare-versions";
import { PublishPlanInput } from "@/lib/catalog/inputs";
import { listOverdrawn } from "@/lib/catalog/server/list-overdrawn";
import { loadDraft } from "@/lib/catalog/server/load-draft";
import { loadVersionContents } from "@/lib/catalog/server/load-version-contents";
import { lockPlan } from "@/lib/catalog/server/lock-plan";
import { requireSoundPrice } from "@/lib/catalog/server/require-sound-price";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Publishes a plan's draft; from then on its content never changes. If `all_now` would refuse tenants who already used
 * more, it must be acknowledged; moving them is billing's matter.
 * @param until `publishing` fixes the content and puts nothing on sale yet: its prices are still on their way.
 * @param also runs in the same transaction, before the gateways are told.
 * @returns the version's id and number.
 * @throws AppError `not_found`, `conflict` (no draft, stale draft, a price that is not sound, or `tenants_over_limit` with the
 * tenants' names).
 */
export async function publishPlan(
  ctx: Ctx,
  input: z.input<typeof PublishPlanInput>,
  until: "published" | "publishing" = "published",
  also?: (tx: Transaction, planVersionId: string) => Promise<void>,
): Promise<{ planVersionId: string; number: number }> {
  authorizeStaff(ctx, "staff:catalog");
  const { planId, rollout, acknowledged, seenUpdatedAt } = parseInput(PublishPlanInput, input);
  return inTransaction(async (tx) => {
    const { fallback } = await lockPlan(tx, planId);
    const draft = await loadDraft(tx, planId, seenUpdatedAt);
    requireSoundPrice(draft.content, fallback);
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
      .set({
        status: until,
        publishedAt: until === "published" ? ctx.now : null,
        publishedBy,
        updatedAt: ctx.now,
      })
      .where(eq(planVersion.id, id));
    await also?.(tx, id);
    await recordAudit(tx, ctx, {
      action: "plan_version.published",
      objectKind: "plan_version",
      objectId: id,
      before: live ? { planVersionId: live.row.id, number: live.row.number } : null,
      after: {
        number,
        rollout,
        acknowledged,
        reducesAccess: reducesAccess(differences),
        differences: differences.filter((line) => line.kind !== "same"),
      },
    });
    if (until === "published") await recordChange(tx, { subject: "catalog", subjectId: id });
    return { planVersionId: id, number };
  });
}
