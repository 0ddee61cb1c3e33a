import { and, eq, ne } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { plan } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { UpdatePlanInput } from "@/lib/catalog/inputs";
import { lockPlan } from "@/lib/catalog/server/lock-plan";
import { requireFreePlan } from "@/lib/catalog/server/require-free-plan";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Changes how a plan is shown: name, description, place, whether it is offered, and whether tenants fall back to it
 * when their subscription ends (which then takes that from another plan). Its content lives in versions.
 * @throws AppError `not_found`, `validation_failed`, `conflict` for a fallback that is not free and published.
 */
export async function updatePlan(ctx: Ctx, input: z.input<typeof UpdatePlanInput>): Promise<void> {
  authorizeStaff(ctx, "staff:catalog");
  const { planId, ...fields } = parseInput(UpdatePlanInput, input);
  await inTransaction(async (tx) => {
    const { name, description, hidden, fallback, position } = await lockPlan(tx, planId);
    if (fields.fallback) {
      await requireFreePlan(tx, planId);
      await tx
        .update(plan)
        .set({ fallback: false })
        .where(and(eq(plan.fallback, true), ne(plan.id, planId)));
    }
    if (Object.keys(fields).length > 0) await tx.update(plan).set(fields).where(eq(plan.id, planId));
    await recordAudit(tx, ctx, {
      action: "plan.updated",
      objectKind: "plan",
      objectId: planId,
      before: { name, description, hidden, fallback, position },
      after: fields,
    });
    await recordChange(tx, { subject: "catalog", subjectId: planId });
  });
}
