import { route } from "@/app/_http/route";
import { ChangeSubscriptionInput } from "@/lib/entitlements/inputs";
import { endSubscription } from "@/lib/entitlements/server/end-subscription";

/** POST /api/admin/tenants/{tenantId}/subscription/end – end it at once. */
export const POST = route({ needs: "staff:subscriptions", input: ChangeSubscriptionInput }, (ctx, input) =>
  endSubscription(ctx, input),
);
