import { linkedAccount } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import type { Caller } from "@/lib/accounts/server/create-session";
import { recordAudit } from "@/lib/server/record-audit";

/** Lets a person sign in through a provider account from now on; the caller has made sure that they are signed in. */
export async function linkAccount(
  caller: Caller,
  input: { personId: string; provider: string; providerAccountId: string },
): Promise<void> {
  const { personId, provider, providerAccountId } = input;
  await inTransaction(async (tx) => {
    await tx.insert(linkedAccount).values({ provider, providerAccountId, personId, createdAt: caller.now });
    const ctx = { ...caller, actor: { kind: "system" as const, name: "sign-in" }, tenant: null };
    const entry = { action: "account.linked", objectKind: "person", objectId: personId };
    await recordAudit(tx, ctx, { ...entry, after: { provider } });
  });
}
