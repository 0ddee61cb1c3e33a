import { route } from "@/app/_http/route";
import { PutOnManualBillingInput } from "@/lib/billing/manual-inputs";
import { putOnManualBilling } from "@/lib/billing/server/manual/put-on-manual-billing";
import { TenantInput } from "@/lib/entitlements/inputs";
import { findSubscription } from "@/lib/entitlements/server/find-subscription";

/** GET /api/admin/tenants/{tenantId}/subscription – what a tenant holds now, or null. */
export const GET = route({ needs: "staff:read", input: TenantInput }, (ctx, input) => findSubscription(ctx, input));

/** PUT /api/admin/tenants/{tenantId}/subscription – put a tenant on a plan version that is billed by hand. */
export const PUT = route({ needs: "staff:subscriptions", input: PutOnManualBillingInput }, (ctx, input) =>
  putOnManualBilling(ctx, input),
);
