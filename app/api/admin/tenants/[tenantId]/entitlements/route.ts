import { route } from "@/app/_http/route";
import { TenantInput } from "@/lib/entitlements/inputs";
import { listEntitlements } from "@/lib/entitlements/server/list-entitlements";

/** GET /api/admin/tenants/{tenantId}/entitlements – what it may use, why, and what is used. */
export const GET = route({ needs: "staff:read", input: TenantInput }, (ctx, input) => listEntitlements(ctx, input));
