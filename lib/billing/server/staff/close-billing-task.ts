import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { billingAccount, billingTask } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { CloseTaskInput } from "@/lib/billing/staff-inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Closes a task by a person's decision. Of a deleted customer that is the consent to begin anew: the next purchase
 * makes another customer, and is an admin's to give.
 * @throws AppError `not_found`; `conflict` when it is closed.
 */
export async function closeBillingTask(ctx: Ctx, input: z.input<typeof CloseTaskInput>): Promise<void> {
  authorizeStaff(ctx, "staff:billing");
  const { id, reason } = parseInput(CloseTaskInput, input);
  const closedBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
  await inTransaction(async (tx) => {
    const [task] = await tx.select().from(billingTask).where(eq(billingTask.id, id)).for("update");
    if (!task) throw new AppError("not_found");
    if (task.closedAt) throw new AppError("conflict", "The task is closed already.");
    await tx
      .update(billingTask)
      .set({ closedAt: ctx.now, closedBy })
      .where(and(eq(billingTask.id, id), isNull(billingTask.closedAt)));
    if (task.kind === "customer_deleted") {
      authorizeStaff(ctx, "staff:refunds");
      await tx
        .update(billingAccount)
        .set({ stripeCustomerId: null, testClockId: null, defaultPaymentMethodId: null })
        .where(eq(billingAccount.stripeCustomerId, task.objectId));
    }
    await recordAudit(tx, ctx, {
      action: "billing_task.closed",
      objectKind: "billing_task",
      objectId: id,
      tenantId: task.tenantId,
      before: { kind: task.kind, objectId: task.objectId },
      reason,
    });
  });
}
