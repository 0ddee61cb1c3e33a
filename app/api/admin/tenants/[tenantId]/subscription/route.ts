import { route } from "@/app/_http/route";
import { PutOnPlanInput, TenantInput } from "@/lib/entitlements/inputs";
import { findSubscription } from "@/lib/entitlements/server/find-subscription";
import { putOnPlan } from "@/lib/entitlements/server/put-on-plan";

/** GET /api/admin/tenants/{tenantId}/subscription – what a tenant holds now, or null. */
export const GET = route({ needs: "staff:read", input: TenantInput }, (ctx, input) => findSubscription(ctx, input));

/** PUT /api/admin/tenants/{tenantId}/subscription – put a tenant on a plan version by hand. */
export const PUT = route({ needs: "staff:subscriptions", input: PutOnPlanInput }, (ctx, input) =>
  putOnPlan(ctx, input),
);
