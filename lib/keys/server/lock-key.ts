import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { apiKey } from "@/db/schema/keys";
import { AppError } from "@/lib/errors";
import { isId } from "@/lib/id";
import { isKeyChangeable } from "@/lib/keys/is-key-changeable";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

export type LockedKey = typeof apiKey.$inferSelect;

/**
 * Takes a key of the caller's tenant for a change; two changes of one key follow each other.
 * @throws AppError `not_found` for a key of another tenant, `permission_denied` for a developer and somebody else's key,
 * `conflict` for a revoked key.
 */
export async function lockKey(tx: Transaction, ctx: Ctx, keyId: string): Promise<LockedKey> {
  const tenantId = authorizeMember(ctx, "keys:write");
  if (!isId("key", keyId)) throw new AppError("not_found");
  const [key] = await tx
    .select()
    .from(apiKey)
    .where(and(eq(apiKey.tenantId, tenantId), eq(apiKey.id, keyId)))
    .for("update");
  if (!key) throw new AppError("not_found");
  if (ctx.actor.kind === "person" && ctx.tenant) {
    if (!isKeyChangeable(ctx.tenant.role, ctx.actor.personId, key.createdBy)) {
      throw new AppError("permission_denied", "Developers change only the keys they made.", { reason: "role" });
    }
  }
  if (key.revokedAt) throw new AppError("conflict", "This key is revoked, which is final.");
  return key;
}
