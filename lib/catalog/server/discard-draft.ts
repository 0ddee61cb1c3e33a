import { eq } from "drizzle-orm";
import type { z } from "zod";
import { planFeature, planVersion } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { PlanIdInput } from "@/lib/catalog/inputs";
import { describeVersion } from "@/lib/catalog/server/describe-version";
import { loadDraft } from "@/lib/catalog/server/load-draft";
import { lockPlan } from "@/lib/catalog/server/lock-plan";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Throws a plan's draft away; the audit line keeps what it said.
 * @throws AppError `not_found`, `conflict` when there is no draft.
 */
export async function discardDraft(ctx: Ctx, input: z.input<typeof PlanIdInput>): Promise<void> {
  authorizeStaff(ctx, "staff:catalog");
  const { planId } = parseInput(PlanIdInput, input);
  await inTransaction(async (tx) => {
    await lockPlan(tx, planId);
    const draft = await loadDraft(tx, planId);
    await tx.delete(planFeature).where(eq(planFeature.planVersionId, draft.row.id));
    await tx.delete(planVersion).where(eq(planVersion.id, draft.row.id));
    await recordAudit(tx, ctx, {
      action: "plan_version.discarded",
      objectKind: "plan_version",
      objectId: draft.row.id,
      before: describeVersion(draft),
    });
  });
}
