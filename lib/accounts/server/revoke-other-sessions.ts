import { and, eq, isNull, ne } from "drizzle-orm";
import { session } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import type { PersonActor } from "@/lib/accounts/server/signed-in";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** Ends all of the caller's sessions but the one that asks; returns how many ended. */
export async function revokeOtherSessions(ctx: Ctx & { actor: PersonActor }): Promise<{ revoked: number }> {
  return inTransaction(async (tx) => {
    const ended = await tx
      .update(session)
      .set({ revokedAt: ctx.now })
      .where(
        and(eq(session.personId, ctx.actor.personId), ne(session.id, ctx.actor.sessionId), isNull(session.revokedAt)),
      )
      .returning({ id: session.id });
    for (const { id } of ended) {
      await recordAudit(tx, ctx, { action: "session.revoked", objectKind: "session", objectId: id });
    }
    return { revoked: ended.length };
  });
}
