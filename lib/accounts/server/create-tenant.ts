import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { tenant } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import { CreateTenantInput } from "@/lib/accounts/inputs";
import { describeTenant } from "@/lib/accounts/server/describe-tenant";
import { hashPassword } from "@/lib/accounts/server/hash-password";
import { insertMember } from "@/lib/accounts/server/insert-member";
import { mintPassword } from "@/lib/accounts/server/mint-password";
import type { NewTenant } from "@/lib/accounts/views";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Creates a tenant and its owner. It has no plan yet, so its calls answer `subscription_required`.
 * @throws AppError `validation_failed`.
 */
export async function createTenant(ctx: Ctx, input: z.input<typeof CreateTenantInput>): Promise<NewTenant> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { owner, ...fields } = parseInput(CreateTenantInput, input);
  const password = mintPassword();
  const passwordHash = await hashPassword(password);
  return inTransaction(async (tx) => {
    const tenantId = newId("tenant", ctx.now);
    const [row] = await tx
      .insert(tenant)
      .values({ id: tenantId, ...fields, createdAt: ctx.now })
      .returning();
    const joined = await insertMember(tx, { tenantId, ...owner, role: "owner", passwordHash, now: ctx.now });
    if (!row || !joined) throw new AppError("conflict", "The owner could not be added. Try again.");
    await recordAudit(tx, ctx, {
      action: "tenant.created",
      objectKind: "tenant",
      objectId: tenantId,
      tenantId,
      after: { ...fields, owner: owner.email },
    });
    await recordChange(tx, { subject: "tenant", subjectId: tenantId });
    return {
      tenant: describeTenant(row),
      owner: { personId: joined.personId, email: owner.email, password: joined.isNew ? password : null },
    };
  });
}
