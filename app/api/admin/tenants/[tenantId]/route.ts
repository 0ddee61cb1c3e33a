import { route } from "@/app/_http/route";
import { RenameTenantInput, TenantIdInput } from "@/lib/accounts/inputs";
import { getTenant } from "@/lib/accounts/server/get-tenant";
import { renameTenant } from "@/lib/accounts/server/rename-tenant";

/** GET /api/admin/tenants/{tenantId} – one tenant. */
export const GET = route({ needs: "staff:read", input: TenantIdInput }, (ctx, input) => getTenant(ctx, input));

/** PATCH /api/admin/tenants/{tenantId} – rename a tenant. */
export const PATCH = route({ needs: "staff:subscriptions", input: RenameTenantInput }, (ctx, input) =>
  renameTenant(ctx, input),
);
