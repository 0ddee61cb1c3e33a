import { route } from "@/app/_http/route";
import { SuspendTenantInput } from "@/lib/accounts/inputs";
import { suspendTenant } from "@/lib/accounts/server/suspend-tenant";

/** POST /api/admin/tenants/{tenantId}/suspend – refuse every call of a tenant. */
export const POST = route({ needs: "staff:suspend", input: SuspendTenantInput }, (ctx, input) =>
  suspendTenant(ctx, input),
);
