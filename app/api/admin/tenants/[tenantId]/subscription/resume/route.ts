import { route } from "@/app/_http/route";
import { ChangeSubscriptionInput } from "@/lib/entitlements/inputs";
import { resumeSubscription } from "@/lib/entitlements/server/resume-subscription";

/** POST /api/admin/tenants/{tenantId}/subscription/resume – let it go on. */
export const POST = route({ needs: "staff:subscriptions", input: ChangeSubscriptionInput }, (ctx, input) =>
  resumeSubscription(ctx, input),
);
