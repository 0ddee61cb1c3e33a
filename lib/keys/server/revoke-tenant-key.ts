import { and, eq, isNull } from "drizzle-orm";
import { recordChange } from "@/db/record-change";
import { apiKey } from "@/db/schema/keys";
import { inTransaction } from "@/db/transaction";
import { AppError } from "@/lib/errors";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Staff end a tenant's key for good, with the reason that the tenant's audit will show.
 * @throws AppError `not_found`, `permission_denied`, `conflict` when it is revoked already.
 */
export async function revokeTenantKey(
  ctx: Ctx,
  input: { tenantId: string; id: string; reason: string },
): Promise<void> {
  authorizeStaff(ctx, "staff:keys");
  await inTransaction(async (tx) => {
    const its = and(eq(apiKey.tenantId, input.tenantId), eq(apiKey.id, input.id));
    const [revoked] = await tx
      .update(apiKey)
      .set({ revokedAt: ctx.now })
      .where(and(its, isNull(apiKey.revokedAt)))
      .returning({ id: apiKey.id });
    if (!revoked) {
      const [known] = await tx.select({ id: apiKey.id }).from(apiKey).where(its);
      throw known ? new AppError("conflict", "This key is already revoked.") : new AppError("not_found");
    }
    await recordAudit(tx, ctx, {
      action: "key.revoked",
      objectKind: "key",
      objectId: input.id,
      tenantId: input.tenantId,
      after: { revokedAt: ctx.now },
      reason: input.reason,
    });
    await recordChange(tx, { subject: "key", subjectId: input.id, tenantId: input.tenantId });
  });
}
