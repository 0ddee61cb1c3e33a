import { route } from "@/app/_http/route";
import { revokeTenantKey } from "@/lib/keys/server/revoke-tenant-key";
import { RevokeTenantKeyInput } from "@/lib/keys/staff-inputs";

/** POST /api/admin/tenants/{tenantId}/keys/{id}/revoke – end a tenant's key for good. */
export const POST = route({ needs: "staff:keys", input: RevokeTenantKeyInput }, (ctx, input) =>
  revokeTenantKey(ctx, input),
);
