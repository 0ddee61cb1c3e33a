import type { z } from "zod";
import { RenameTenantInput } from "@/lib/accounts/inputs";
import { changeTenant } from "@/lib/accounts/server/change-tenant";
import type { TenantView } from "@/lib/accounts/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Gives a tenant another name. @throws AppError `not_found`, `validation_failed`. */
export async function renameTenant(ctx: Ctx, input: z.input<typeof RenameTenantInput>): Promise<TenantView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, name } = parseInput(RenameTenantInput, input);
  return changeTenant(ctx, { tenantId, action: "tenant.renamed", set: { name } });
}
