import { and, eq, gt, isNull } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { exception } from "@/db/schema/entitlements";
import { inTransaction } from "@/db/transaction";
import { WithdrawExceptionInput } from "@/lib/entitlements/inputs";
import { describeException } from "@/lib/entitlements/server/describe-exception";
import type { ExceptionView } from "@/lib/entitlements/views";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Ends an exception before its time. Units that were used stay used.
 * @throws AppError `not_found`, `conflict` when it is over already.
 */
export async function withdrawException(
  ctx: Ctx,
  input: z.input<typeof WithdrawExceptionInput>,
): Promise<ExceptionView> {
  authorizeStaff(ctx, "staff:exceptions");
  const { tenantId, exceptionId, reason } = parseInput(WithdrawExceptionInput, input);
  return inTransaction(async (tx) => {
    const own = and(eq(exception.tenantId, tenantId), eq(exception.id, exceptionId));
    const [before] = await tx.select({ id: exception.id }).from(exception).where(own).for("update");
    if (!before) throw new AppError("not_found");
    const [row] = await tx
      .update(exception)
      .set({ withdrawnAt: ctx.now })
      .where(and(own, isNull(exception.withdrawnAt), gt(exception.endsAt, ctx.now)))
      .returning();
    if (!row) throw new AppError("conflict", "This exception is over already.");
    await recordAudit(tx, ctx, {
      action: "exception.withdrawn",
      objectKind: "exception",
      objectId: exceptionId,
      tenantId,
      after: describeException(row),
      reason,
    });
    await recordChange(tx, { subject: "tenant", subjectId: tenantId });
    return describeException(row);
  });
}
