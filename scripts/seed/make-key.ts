import { inTransaction } from "@/db/transaction";
import { rotateKey } from "@/lib/keys/server/rotate-key";
import { storeKey } from "@/lib/keys/server/store-key";
import { CreateKeyInput } from "@/lib/keys/types";
import { actAt } from "@/scripts/seed/act-at";
import type { SeededCatalogue } from "@/scripts/seed/seed-catalogue";
import type { Story } from "@/scripts/seed/story";
import type { ToldKey } from "@/scripts/seed/tell-calls";

export type NamedKey = ToldKey & { name: string };

/** Makes a key of a story under a secret, and answers it as calls are made with it. */
export async function makeKey(
  catalogue: SeededCatalogue,
  tenantId: string,
  { name, share, quietDaysAgo, expiresInDays, rotatedDaysAgo, budget }: Story["keys"][number],
  from: Date,
  secret: string,
  before: (daysAgo: number) => Date,
): Promise<NamedKey> {
  const budgets = budget ? [{ ...budget, featureId: catalogue.featureId(budget.feature) }] : [];
  const input = CreateKeyInput.parse({
    name,
    mode: "live",
    scopes: catalogue.scopes,
    expiresInDays: expiresInDays ?? null,
    budgets: budgets.map(({ featureId, units, period }) => ({ featureId, units, period })),
  });
  const { key } = await inTransaction((tx) => storeKey(tx, actAt(from, tenantId), input, secret));
  if (rotatedDaysAgo) {
    await rotateKey(actAt(before(rotatedDaysAgo), tenantId), { id: key.id, overlap: "7d" });
  }
  return {
    name,
    share,
    from,
    quietFrom: quietDaysAgo === undefined ? null : before(quietDaysAgo),
    tenantId,
    keyId: key.id,
    secretId: "",
    hint: key.hint,
    mode: "live",
    scopes: catalogue.scopes,
    networks: [],
    errorDetail: "full",
    budgets,
    keyExpiresAt: key.expiresAt === null ? null : new Date(key.expiresAt),
    pausedAt: null,
    revokedAt: null,
    secretExpiresAt: null,
    replacedAt: null,
  };
}
