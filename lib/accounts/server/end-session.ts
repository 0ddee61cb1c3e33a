import { and, eq, isNull } from "drizzle-orm";
import { session } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import type { Caller } from "@/lib/accounts/server/create-session";
import { hashSid } from "@/lib/accounts/server/hash-sid";
import { recordAudit } from "@/lib/server/record-audit";

/** Signs out: the session with this sid ends, also for every copy of its cookie. Unknown or ended ones are left alone. */
export async function endSession(caller: Caller, input: { sid: string }): Promise<void> {
  await inTransaction(async (tx) => {
    const [ended] = await tx
      .update(session)
      .set({ revokedAt: caller.now })
      .where(and(eq(session.sidHash, hashSid(input.sid)), isNull(session.revokedAt)))
      .returning({ id: session.id, personId: session.personId });
    if (!ended) return;
    const ctx = { ...caller, actor: { kind: "system" as const, name: "sign-in" }, tenant: null };
    const entry = { action: "session.ended", objectKind: "session", objectId: ended.id };
    await recordAudit(tx, ctx, { ...entry, after: { personId: ended.personId } });
  });
}
