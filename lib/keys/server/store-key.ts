import { and, count, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { tenant } from "@/db/schema/accounts";
import { apiKey } from "@/db/schema/keys";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { describeKey } from "@/lib/keys/describe-key";
import { checkKeyLimits } from "@/lib/keys/server/check-key-limits";
import { insertSecret } from "@/lib/keys/server/insert-secret";
import { selectBudgets } from "@/lib/keys/server/select-budgets";
import { writeBudgets } from "@/lib/keys/server/write-budgets";
import { CreateKeyInput, type KeyWithSecret, maxKeysPerMode } from "@/lib/keys/types";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

const dayMs = 86_400_000;

/**
 * Writes a key with a given secret, in the caller's transaction; `createKey` is what people use.
 * @throws AppError `permission_denied` for a developer's key without an end, `validation_failed`, `conflict` at the limit.
 */
export async function storeKey(
  tx: Transaction,
  ctx: Ctx,
  asked: CreateKeyInput,
  secret: string,
): Promise<KeyWithSecret> {
  const tenantId = authorizeMember(ctx, "keys:write");
  const input = parseInput(CreateKeyInput, asked);
  const { expiresInDays, budgets, ...limits } = input;
  if (expiresInDays === null && ctx.actor.kind === "person" && ctx.tenant?.role === "developer") {
    throw new AppError("permission_denied", "Only an owner or admin may make a key that never expires.", {
      reason: "role",
    });
  }
  await checkKeyLimits(tx, input);
  await checkKeyCount(tx, tenantId, input.mode);

  const createdBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
  const expiresAt = expiresInDays === null ? null : new Date(ctx.now.getTime() + expiresInDays * dayMs);
  const [key] = await tx
    .insert(apiKey)
    .values({
      ...limits,
      tenantId,
      id: newId("key", ctx.now),
      scopes: [...new Set(limits.scopes)],
      allowedNetworks: [...new Set(limits.allowedNetworks)],
      expiresAt,
      createdAt: ctx.now,
      createdBy,
    })
    .returning();
  if (!key) throw new Error("The key was not written.");
  const firstSecret = await insertSecret(tx, ctx, { tenantId, keyId: key.id, secret });
  if (budgets.length > 0) await writeBudgets(tx, { tenantId, keyId: key.id, budgets });
  const { name, mode, scopes, allowedNetworks, errorDetail } = key;
  await recordAudit(tx, ctx, {
    action: "key.created",
    objectKind: "key",
    objectId: key.id,
    after: { name, mode, scopes, allowedNetworks, errorDetail, budgets, expiresAt, hint: firstSecret.hint },
  });
  const maker = ctx.actor.kind === "person" ? ctx.actor.name : null;
  const held = (await selectBudgets(tx, tenantId, key.id)).get(key.id) ?? [];
  const told = { createdBy: maker, changeable: true, budgets: held };
  await recordChange(tx, { subject: "key", subjectId: key.id, tenantId });
  return { key: describeKey(key, [firstSecret], told, ctx.now), secret };
}

/** Counting and inserting happen under the tenant's row lock, so that two at once cannot both take the last place. */
async function checkKeyCount(tx: Transaction, tenantId: string, mode: "live" | "test"): Promise<void> {
  const [owner] = await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId)).for("no key update");
  if (!owner) throw new AppError("not_found");
  const [held] = await tx
    .select({ n: count() })
    .from(apiKey)
    .where(and(eq(apiKey.tenantId, tenantId), eq(apiKey.mode, mode), isNull(apiKey.revokedAt)));
  if (held && held.n >= maxKeysPerMode) {
    throw new AppError(
      "conflict",
      `This account has ${maxKeysPerMode} ${mode} keys, the most allowed. Revoke one first.`,
      {
        limit: maxKeysPerMode,
      },
    );
  }
}
