import { asc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { member, person } from "@/db/schema/accounts";
import type { TenantMember } from "@/lib/accounts/views";

/** The people of one tenant, oldest first; none for an unknown tenant. Who may ask is the caller's matter. */
export async function selectMembers(tenantId: string): Promise<TenantMember[]> {
  const rows = await database()
    .select({ member, person })
    .from(member)
    .innerJoin(person, eq(person.id, member.personId))
    .where(eq(member.tenantId, tenantId))
    .orderBy(asc(member.id));
  return rows.map((row) => ({
    id: row.member.id,
    personId: row.person.id,
    name: row.person.name,
    email: row.person.email,
    role: row.member.role,
    disabled: row.person.disabledAt !== null,
  }));
}
