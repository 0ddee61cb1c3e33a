import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { plan, planVersion } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { CreatePlanInput } from "@/lib/catalog/inputs";
import { newId } from "@/lib/id";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Begins a plan with an empty draft of version 1. Nobody can hold it before that is published.
 * @returns the ids of the plan and of its draft.
 * @throws AppError `validation_failed`, also for a taken slug.
 */
export async function createPlan(
  ctx: Ctx,
  input: z.input<typeof CreatePlanInput>,
): Promise<{ id: string; draftId: string }> {
  authorizeStaff(ctx, "staff:catalog");
  const { currency, ...fields } = parseInput(CreatePlanInput, input);
  return inTransaction(async (tx) => {
    const id = newId("plan", ctx.now);
    const draftId = newId("planVersion", ctx.now);
    const [row] = await tx
      .insert(plan)
      .values({ id, ...fields, createdAt: ctx.now })
      .onConflictDoNothing({ target: plan.slug })
      .returning();
    if (!row) throw invalidField("/slug", "taken", `Another plan is called ${fields.slug}.`);
    await tx.insert(planVersion).values({
      id: draftId,
      planId: id,
      number: 1,
      status: "draft",
      priceMinor: 0,
      currency,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    await recordAudit(tx, ctx, { action: "plan.created", objectKind: "plan", objectId: id, after: fields });
    await recordChange(tx, { subject: "catalog", subjectId: id });
    return { id, draftId };
  });
}
