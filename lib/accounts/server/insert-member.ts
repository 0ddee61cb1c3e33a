import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { member, person } from "@/db/schema/accounts";
import type { MemberRole } from "@/lib/accounts/permissions";
import { newId } from "@/lib/id";

type NewMember = { tenantId: string; email: string; name: string; role: MemberRole; passwordHash: string; now: Date };

/**
 * Makes a person a member of a tenant; an unknown address becomes a new person with the given password.
 * @returns null when the person is a member already; `isNew` tells whether the password was taken.
 */
export async function insertMember(
  tx: Transaction,
  input: NewMember,
): Promise<{ memberId: string; personId: string; isNew: boolean } | null> {
  const [created] = await tx
    .insert(person)
    .values({
      id: newId("person", input.now),
      email: input.email,
      name: input.name,
      passwordHash: input.passwordHash,
      createdAt: input.now,
    })
    .onConflictDoNothing({ target: person.email })
    .returning({ id: person.id });
  const [known] = created
    ? [created]
    : await tx.select({ id: person.id }).from(person).where(eq(person.email, input.email));
  if (!known) return null;
  const [joined] = await tx
    .insert(member)
    .values({
      tenantId: input.tenantId,
      id: newId("member", input.now),
      personId: known.id,
      role: input.role,
      createdAt: input.now,
    })
    .onConflictDoNothing({ target: [member.tenantId, member.personId] })
    .returning({ id: member.id });
  return joined ? { memberId: joined.id, personId: known.id, isNew: created !== undefined } : null;
}
