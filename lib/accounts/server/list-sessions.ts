import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { session } from "@/db/schema/accounts";
import type { PersonActor } from "@/lib/accounts/server/signed-in";
import type { Ctx } from "@/lib/server/context";

/** One live session of a person; `current` is the one that asks. Instants are ISO 8601. */
export type SessionView = {
  sessionId: string;
  current: boolean;
  createdAt: string;
  seenAt: string;
  expiresAt: string;
  address: string | null;
  userAgent: string | null;
};

/** The caller's own live sessions, the most recently used first. */
export async function listSessions(ctx: Ctx & { actor: PersonActor }): Promise<{ sessions: SessionView[] }> {
  const rows = await database()
    .select()
    .from(session)
    .where(and(eq(session.personId, ctx.actor.personId), isNull(session.revokedAt), gt(session.expiresAt, ctx.now)))
    .orderBy(desc(session.seenAt))
    .limit(100);
  return {
    sessions: rows.map((row) => ({
      sessionId: row.id,
      current: row.id === ctx.actor.sessionId,
      createdAt: row.createdAt.toISOString(),
      seenAt: row.seenAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      address: row.address,
      userAgent: row.userAgent,
    })),
  };
}
