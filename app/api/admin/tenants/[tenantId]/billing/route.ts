import { route } from "@/app/_http/route";
import { getTenantBilling } from "@/lib/billing/server/account/get-tenant-billing";
import { TenantInput } from "@/lib/entitlements/inputs";

/** GET /api/admin/tenants/{tenantId}/billing – everything that billing knows of a tenant. */
export const GET = route({ needs: "staff:billing", input: TenantInput }, (ctx, input) => getTenantBilling(ctx, input));
