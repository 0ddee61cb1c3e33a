import { and, asc, eq, gt, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { member, person, session, tenant } from "@/db/schema/accounts";
import { hashSid } from "@/lib/accounts/server/hash-sid";
import type { Membership, SignedIn } from "@/lib/accounts/server/signed-in";
import { deriveSessionEnd } from "@/lib/accounts/session-lifetime";

/** A session's last use is written at most this often; its end moves with it. */
const touchEveryMs = 60_000;

/**
 * Who holds the session with this sid, with roles and memberships as they are now; null when it is unknown, revoked
 * or past its end, or its person is disabled.
 */
export async function findSession(sid: string, now: Date): Promise<SignedIn | null> {
  const rows = await database()
    .select({ session, person, member, tenant })
    .from(session)
    .innerJoin(person, eq(person.id, session.personId))
    .leftJoin(member, eq(member.personId, person.id))
    .leftJoin(tenant, eq(tenant.id, member.tenantId))
    .where(
      and(
        eq(session.sidHash, hashSid(sid)),
        isNull(session.revokedAt),
        gt(session.expiresAt, now),
        isNull(person.disabledAt),
      ),
    )
    .orderBy(asc(tenant.name), asc(tenant.id));
  const [first] = rows;
  if (!first) return null;
  const staff = first.person.staffRole !== null;
  // Asked again with the present role: somebody who became staff has the shorter life at once.
  if (deriveSessionEnd({ ...first.session, staff }) <= now) return null;
  if (now.getTime() - first.session.seenAt.getTime() >= touchEveryMs) await touch(first.session, staff, now);
  return {
    actor: {
      kind: "person",
      personId: first.person.id,
      sessionId: first.session.id,
      name: first.person.name,
      email: first.person.email,
      staffRole: first.person.staffRole,
    },
    memberships: rows.flatMap((row): Membership[] =>
      row.member && row.tenant
        ? [
            {
              tenantId: row.tenant.id,
              tenantName: row.tenant.name,
              tenantStatus: row.tenant.status,
              timeZone: row.tenant.timeZone,
              role: row.member.role,
            },
          ]
        : [],
    ),
  };
}

async function touch(row: typeof session.$inferSelect, staff: boolean, now: Date): Promise<void> {
  const expiresAt = deriveSessionEnd({ createdAt: row.createdAt, seenAt: now, staff });
  await database().update(session).set({ seenAt: now, expiresAt }).where(eq(session.id, row.id));
}
