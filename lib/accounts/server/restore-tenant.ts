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
 * Lets a suspended tenant call again, on the plan it has.
 * @throws AppError `not_found`, `conflict` when it is not suspended.
 */
export async function restoreTenant(ctx: Ctx, input: z.input<typeof SuspendTenantInput>): Promise<TenantView> {
  authorizeStaff(ctx, "staff:suspend");
  const { tenantId, reason } = parseInput(SuspendTenantInput, input);
  return changeTenant(ctx, {
    tenantId,
    action: "tenant.restored",
    set: { status: "active", suspendedAt: null, suspendedReason: null },
    reason,
    only: { condition: eq(tenant.status, "suspended"), otherwise: "This tenant is not suspended." },
  });
}
