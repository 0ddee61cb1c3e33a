import { and, eq, isNull } from "drizzle-orm";
import { session } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import type { PersonActor } from "@/lib/accounts/server/signed-in";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Ends one of the caller's own sessions at once.
 * @throws AppError `not_found` for sessions of others, ended ones and unknown ones.
 */
export async function revokeSession(ctx: Ctx & { actor: PersonActor }, input: { sessionId: string }): Promise<void> {
  await inTransaction(async (tx) => {
    const [ended] = await tx
      .update(session)
      .set({ revokedAt: ctx.now })
      .where(and(eq(session.id, input.sessionId), eq(session.personId, ctx.actor.personId), isNull(session.revokedAt)))
      .returning({ id: session.id });
    if (!ended) throw new AppError("not_found");
    await recordAudit(tx, ctx, { action: "session.revoked", objectKind: "session", objectId: ended.id });
  });
}
