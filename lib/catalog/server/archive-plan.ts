import { eq } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { plan } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { PlanIdInput } from "@/lib/catalog/inputs";
import { lockPlan } from "@/lib/catalog/server/lock-plan";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Takes a plan off sale. Tenants who hold it keep it; nobody falls back to it any more.
 * @throws AppError `not_found`.
 */
export async function archivePlan(ctx: Ctx, input: z.input<typeof PlanIdInput>): Promise<void> {
  authorizeStaff(ctx, "staff:catalog");
  const { planId } = parseInput(PlanIdInput, input);
  await inTransaction(async (tx) => {
    await lockPlan(tx, planId);
    await tx.update(plan).set({ archivedAt: ctx.now, fallback: false }).where(eq(plan.id, planId));
    await recordAudit(tx, ctx, { action: "plan.archived", objectKind: "plan", objectId: planId });
    await recordChange(tx, { subject: "catalog", subjectId: planId });
  });
}
