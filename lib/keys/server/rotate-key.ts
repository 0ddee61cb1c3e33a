import { and, desc, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { keySecret } from "@/db/schema/keys";
import { inTransaction } from "@/db/transaction";
import { AppError } from "@/lib/errors";
import { isId } from "@/lib/id";
import { mintKey } from "@/lib/keys/key-format";
import { keyStatus } from "@/lib/keys/key-status";
import { findRetiringSecret } from "@/lib/keys/server/find-retiring-secret";
import { getKey } from "@/lib/keys/server/get-key";
import { insertSecret } from "@/lib/keys/server/insert-secret";
import { lockKey } from "@/lib/keys/server/lock-key";
import { type KeyWithSecret, overlapMs, RotateKeyInput } from "@/lib/keys/types";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Gives a key a new secret; id, name, limits and history stay. The old secret works until the overlap is over.
 * Two rotations at once replace the same secret, so only one of them can.
 * @throws AppError `not_found`, `permission_denied`, `conflict` (revoked, expired, already rotating, or overtaken).
 */
export async function rotateKey(ctx: Ctx, asked: RotateKeyInput): Promise<KeyWithSecret> {
  const tenantId = authorizeMember(ctx, "keys:write");
  const input = parseInput(RotateKeyInput, asked);
  if (!isId("key", input.id)) throw new AppError("not_found");
  const replaced = input.secretId ?? (await findCurrentSecretId(tenantId, input.id));
  return inTransaction(async (tx) => {
    const key = await lockKey(tx, ctx, input.id);
    if (keyStatus(key, ctx.now) === "expired") {
      throw new AppError("conflict", "This key has expired. A new secret would not work; create a new key.");
    }
    const endsAt = new Date(ctx.now.getTime() + overlapMs[input.overlap]);
    const retiring = await findRetiringSecret(tx, key, ctx.now);
    const [old] = await tx
      .update(keySecret)
      .set({ replacedAt: ctx.now, expiresAt: endsAt })
      .where(
        and(
          eq(keySecret.tenantId, tenantId),
          eq(keySecret.keyId, key.id),
          eq(keySecret.id, replaced ?? ""),
          isNull(keySecret.replacedAt),
        ),
      )
      .returning();
    if (!old) throw new AppError("conflict", "This key was just rotated by somebody else. Look at it again.");
    if (retiring) {
      throw new AppError("conflict", "This key is being rotated. End its old secret before you rotate it again.");
    }
    const secret = mintKey(key.mode);
    const fresh = await insertSecret(tx, ctx, { tenantId, keyId: key.id, secret });
    await recordAudit(tx, ctx, {
      action: "key.rotated",
      objectKind: "key",
      objectId: key.id,
      before: { hint: old.hint },
      after: { hint: fresh.hint, oldSecretEndsAt: endsAt },
    });
    const view = await getKey(ctx, { id: key.id }, tx);
    await recordChange(tx, { subject: "key", subjectId: key.id, tenantId });
    return { key: view, secret };
  });
}

/** The secret that a caller who names none means: the current one at this moment, before any lock is taken. */
async function findCurrentSecretId(tenantId: string, keyId: string): Promise<string | null> {
  const [current] = await database()
    .select({ id: keySecret.id })
    .from(keySecret)
    .where(and(eq(keySecret.tenantId, tenantId), eq(keySecret.keyId, keyId), isNull(keySecret.replacedAt)))
    .orderBy(desc(keySecret.id))
    .limit(1);
  return current?.id ?? null;
}
