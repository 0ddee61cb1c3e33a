import { eq } from "drizzle-orm";
import type { z } from "zod";
import { tenant } from "@/db/schema/accounts";
import { SuspendTenantInput } from "@/lib/accounts/inputs";
import { changeTenant } from "@/lib/accounts/server/change-tenant";
import type { TenantView } from "@/lib/accounts/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Refuses every call of a tenant with `account_suspended` until it is restored.
 * @throws AppError `not_found`, `conflict` when it is suspended already.
 */
export async function suspendTenant(ctx: Ctx, input: z.input<typeof SuspendTenantInput>): Promise<TenantView> {
  authorizeStaff(ctx, "staff:suspend");
  const { tenantId, reason } = parseInput(SuspendTenantInput, input);
  return changeTenant(ctx, {
    tenantId,
    action: "tenant.suspended",
    set: { status: "suspended", suspendedAt: ctx.now, suspendedReason: reason },
    reason,
    only: { condition: eq(tenant.status, "active"), otherwise: "This tenant is suspended already." },
  });
}
