import { and, eq } from "drizzle-orm";
import { recordChange } from "@/db/record-change";
import { keySecret } from "@/db/schema/keys";
import { inTransaction } from "@/db/transaction";
import { AppError } from "@/lib/errors";
import { findRetiringSecret } from "@/lib/keys/server/find-retiring-secret";
import { getKey } from "@/lib/keys/server/get-key";
import { lockKey } from "@/lib/keys/server/lock-key";
import type { KeyView } from "@/lib/keys/types";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** Moves the end of the old secret of a rotating key: the one deed behind ending and extending it. */
export function changeOldSecretEnd(
  ctx: Ctx,
  change: { keyId: string; action: string; chooseEnd: (old: { replacedAt: Date; expiresAt: Date }) => Date },
): Promise<KeyView> {
  return inTransaction(async (tx) => {
    const key = await lockKey(tx, ctx, change.keyId);
    const old = await findRetiringSecret(tx, key, ctx.now);
    if (!old?.replacedAt || !old.expiresAt)
      throw new AppError("conflict", "This key has no old secret that still works.");
    const expiresAt = change.chooseEnd({ replacedAt: old.replacedAt, expiresAt: old.expiresAt });
    await tx
      .update(keySecret)
      .set({ expiresAt })
      .where(and(eq(keySecret.tenantId, key.tenantId), eq(keySecret.id, old.id)));
    await recordAudit(tx, ctx, {
      action: change.action,
      objectKind: "key",
      objectId: key.id,
      before: { hint: old.hint, endsAt: old.expiresAt },
      after: { hint: old.hint, endsAt: expiresAt },
    });
    const view = await getKey(ctx, { id: key.id }, tx);
    await recordChange(tx, { subject: "key", subjectId: key.id, tenantId: key.tenantId });
    return view;
  });
}
