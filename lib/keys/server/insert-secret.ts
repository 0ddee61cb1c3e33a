import type { Transaction } from "@/db/client";
import { keySecret } from "@/db/schema/keys";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { digestKey, keyHint } from "@/lib/keys/key-format";
import type { Ctx } from "@/lib/server/context";

/** Keeps the digest and the hint of a secret; the secret itself is written nowhere. */
export async function insertSecret(
  tx: Transaction,
  ctx: Ctx,
  { tenantId, keyId, secret }: { tenantId: string; keyId: string; secret: string },
): Promise<typeof keySecret.$inferSelect> {
  const [row] = await tx
    .insert(keySecret)
    .values({
      tenantId,
      id: newId("secret", ctx.now),
      keyId,
      digest: digestKey(secret, env().FAREGATE_KEY_PEPPER),
      hint: keyHint(secret),
      createdAt: ctx.now,
    })
    .returning();
  if (!row) throw new Error("The secret was not written.");
  return row;
}
