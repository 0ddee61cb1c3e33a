import { randomBytes } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { person, session } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import { hashSid } from "@/lib/accounts/server/hash-sid";
import { deriveSessionEnd } from "@/lib/accounts/session-lifetime";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** What is known of somebody who is not signed in yet. */
export type Caller = Pick<Ctx, "now" | "requestId" | "address">;

/**
 * Begins a session after a sign-in through any provider; the returned `sid` (256 random bits) goes into the cookie and
 * is kept nowhere else.
 * @throws AppError `authentication_required` when the person is unknown or disabled.
 */
export async function createSession(
  caller: Caller,
  input: { personId: string; provider: string; userAgent: string | null },
): Promise<{ sessionId: string; sid: string }> {
  const sid = randomBytes(32).toString("base64url");
  const sessionId = newId("session", caller.now);
  await inTransaction(async (tx) => {
    const [owner] = await tx
      .select()
      .from(person)
      .where(and(eq(person.id, input.personId), isNull(person.disabledAt)));
    if (!owner) throw new AppError("authentication_required", "This sign-in is not open.");
    const { now } = caller;
    await tx.insert(session).values({
      id: sessionId,
      sidHash: hashSid(sid),
      personId: owner.id,
      createdAt: now,
      seenAt: now,
      expiresAt: deriveSessionEnd({ createdAt: now, seenAt: now, staff: owner.staffRole !== null }),
      address: caller.address,
      userAgent: input.userAgent?.slice(0, 300) ?? null,
    });
    const actor = {
      kind: "person" as const,
      personId: owner.id,
      sessionId,
      name: owner.name,
      email: owner.email,
      staffRole: owner.staffRole,
    };
    const entry = { action: "session.created", objectKind: "session", objectId: sessionId };
    await recordAudit(tx, { ...caller, actor, tenant: null }, { ...entry, after: { provider: input.provider } });
  });
  return { sessionId, sid };
}
