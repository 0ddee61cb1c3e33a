import { eq } from "drizzle-orm";
import type { z } from "zod";
import { tenant } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import { AddMemberInput } from "@/lib/accounts/inputs";
import { hashPassword } from "@/lib/accounts/server/hash-password";
import { insertMember } from "@/lib/accounts/server/insert-member";
import { mintPassword } from "@/lib/accounts/server/mint-password";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Adds a person to a tenant on its behalf.
 * @returns `password` once for somebody new; null when the person existed and keeps their own.
 * @throws AppError `not_found` for the tenant, `conflict` when the person is a member already.
 */
export async function addMember(
  ctx: Ctx,
  input: z.input<typeof AddMemberInput>,
): Promise<{ memberId: string; personId: string; password: string | null }> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, ...fields } = parseInput(AddMemberInput, input);
  const password = mintPassword();
  const passwordHash = await hashPassword(password);
  return inTransaction(async (tx) => {
    const [home] = await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId)).for("share");
    if (!home) throw new AppError("not_found");
    const joined = await insertMember(tx, { tenantId, ...fields, passwordHash, now: ctx.now });
    if (!joined) throw new AppError("conflict", `${fields.email} is a member already.`);
    await recordAudit(tx, ctx, {
      action: "member.added",
      objectKind: "member",
      objectId: joined.memberId,
      tenantId,
      after: { email: fields.email, role: fields.role },
    });
    return { memberId: joined.memberId, personId: joined.personId, password: joined.isNew ? password : null };
  });
}
