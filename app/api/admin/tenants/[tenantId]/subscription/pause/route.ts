import { route } from "@/app/_http/route";
import { ChangeSubscriptionInput } from "@/lib/entitlements/inputs";
import { pauseSubscription } from "@/lib/entitlements/server/pause-subscription";

/** POST /api/admin/tenants/{tenantId}/subscription/pause – stop it until it is resumed. */
export const POST = route({ needs: "staff:subscriptions", input: ChangeSubscriptionInput }, (ctx, input) =>
  pauseSubscription(ctx, input),
);
