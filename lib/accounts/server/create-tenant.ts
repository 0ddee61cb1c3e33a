import type { z } from "zod";
import { inTransaction } from "@/db/transaction";
import { CreateTenantInput } from "@/lib/accounts/inputs";
import { describeTenant } from "@/lib/accounts/server/describe-tenant";
import { hashPassword } from "@/lib/accounts/server/hash-password";
import { insertTenant } from "@/lib/accounts/server/insert-tenant";
import { mintPassword } from "@/lib/accounts/server/mint-password";
import type { NewTenant } from "@/lib/accounts/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Creates a tenant and its owner. It has no plan yet, so its calls answer `subscription_required`.
 * @throws AppError `validation_failed`.
 */
export async function createTenant(ctx: Ctx, input: z.input<typeof CreateTenantInput>): Promise<NewTenant> {
  authorizeStaff(ctx, "staff:subscriptions");
  const asked = parseInput(CreateTenantInput, input);
  const password = mintPassword();
  const passwordHash = await hashPassword(password);
  const { row, owner } = await inTransaction((tx) => insertTenant(tx, ctx, asked, passwordHash));
  return {
    tenant: describeTenant(row),
    owner: { personId: owner.personId, email: asked.owner.email, password: owner.isNew ? password : null },
  };
}
