import { and, eq, gt, isNotNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { keySecret } from "@/db/schema/keys";

/** The replaced secret of a key that still works at `now`, or null. There is never more than one. */
export async function findRetiringSecret(tx: Transaction, key: { tenantId: string; id: string }, now: Date) {
  const [secret] = await tx
    .select()
    .from(keySecret)
    .where(
      and(
        eq(keySecret.tenantId, key.tenantId),
        eq(keySecret.keyId, key.id),
        isNotNull(keySecret.replacedAt),
        gt(keySecret.expiresAt, now),
      ),
    );
  return secret ?? null;
}
