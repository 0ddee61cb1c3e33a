import { route } from "@/app/_http/route";
import { listTenantKeys } from "@/lib/keys/server/list-tenant-keys";
import { TenantKeysInput } from "@/lib/keys/staff-inputs";

/** GET /api/admin/tenants/{tenantId}/keys – a tenant's keys, never their secrets. */
export const GET = route({ needs: "staff:read", input: TenantKeysInput }, (ctx, input) => listTenantKeys(ctx, input));
