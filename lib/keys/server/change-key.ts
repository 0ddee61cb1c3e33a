import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { apiKey } from "@/db/schema/keys";
import { inTransaction } from "@/db/transaction";
import { getKey } from "@/lib/keys/server/get-key";
import { type LockedKey, lockKey } from "@/lib/keys/server/lock-key";
import type { KeyView } from "@/lib/keys/types";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

type KeyChange = Partial<Pick<LockedKey, "name" | "scopes" | "allowedNetworks" | "pausedAt" | "revokedAt">>;

/** Locks a key, asks the rule what changes, writes it, leaves the audit line and tells the gateways. */
export function changeKey(
  ctx: Ctx,
  keyId: string,
  action: string,
  rule: (key: LockedKey, tx: Transaction) => KeyChange | Promise<KeyChange>,
): Promise<KeyView> {
  return inTransaction(async (tx) => {
    const key = await lockKey(tx, ctx, keyId);
    const change = await rule(key, tx);
    const names = Object.keys(change) as (keyof KeyChange)[];
    if (names.length > 0) {
      await tx
        .update(apiKey)
        .set(change)
        .where(and(eq(apiKey.tenantId, key.tenantId), eq(apiKey.id, key.id)));
      await recordAudit(tx, ctx, {
        action,
        objectKind: "key",
        objectId: key.id,
        before: Object.fromEntries(names.map((name) => [name, key[name]])),
        after: change,
      });
    }
    const view = await getKey(ctx, { id: key.id }, tx);
    if (names.length > 0) await recordChange(tx, { subject: "key", subjectId: key.id, tenantId: key.tenantId });
    return view;
  });
}
