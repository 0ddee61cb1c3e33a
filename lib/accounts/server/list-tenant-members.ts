import { asc, eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { member, person } from "@/db/schema/accounts";
import { TenantIdInput } from "@/lib/accounts/inputs";
import type { TenantMember } from "@/lib/accounts/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The people of one tenant, oldest first; none for an unknown tenant. */
export async function listTenantMembers(ctx: Ctx, input: z.input<typeof TenantIdInput>): Promise<TenantMember[]> {
  authorizeStaff(ctx, "staff:read");
  const { tenantId } = parseInput(TenantIdInput, input);
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
