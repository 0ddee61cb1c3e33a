import { route } from "@/app/_http/route";
import { SuspendTenantInput } from "@/lib/accounts/inputs";
import { restoreTenant } from "@/lib/accounts/server/restore-tenant";

/** POST /api/admin/tenants/{tenantId}/restore – let a suspended tenant call again. */
export const POST = route({ needs: "staff:suspend", input: SuspendTenantInput }, (ctx, input) =>
  restoreTenant(ctx, input),
);
