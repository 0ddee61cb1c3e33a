import { and, eq, gt } from "drizzle-orm";
import type { z } from "zod";
import { tenantAct } from "@/db/schema/analytics";
import { inTransaction } from "@/db/transaction";
import { undoMs } from "@/lib/analytics/server/signals/note-act";
import { UndoActInput } from "@/lib/analytics/signals/inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Takes back what was noted, within ten minutes: the tenant stands where it stood before. The audit keeps both.
 * @throws AppError `not_found`, `conflict` once the ten minutes are over.
 */
export async function undoAct(ctx: Ctx, input: z.input<typeof UndoActInput>): Promise<void> {
  authorizeStaff(ctx, "staff:signals");
  const { actId } = parseInput(UndoActInput, input);
  await inTransaction(async (tx) => {
    const [known] = await tx.select({ id: tenantAct.id }).from(tenantAct).where(eq(tenantAct.id, actId));
    if (!known) throw new AppError("not_found");
    const [gone] = await tx
      .delete(tenantAct)
      .where(and(eq(tenantAct.id, actId), gt(tenantAct.at, new Date(ctx.now.getTime() - undoMs))))
      .returning();
    if (!gone) throw new AppError("conflict", "An act can be undone for 10 minutes. Note another one instead.");
    await recordAudit(tx, ctx, {
      action: "act.undone",
      objectKind: "tenant_act",
      objectId: actId,
      tenantId: gone.tenantId,
      before: { kind: gone.kind, note: gone.note, actorName: gone.actorName, at: gone.at, restsUntil: gone.restsUntil },
    });
  });
}
