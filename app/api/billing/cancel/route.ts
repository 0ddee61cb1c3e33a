import { route } from "@/app/_http/route";
import { CancelSubscriptionInput } from "@/lib/billing/change-inputs";
import { cancelSubscription } from "@/lib/billing/server/changes/cancel-subscription";

/** POST /api/billing/cancel – cancel with the end of the period. */
export const POST = route({ needs: "billing:write", input: CancelSubscriptionInput }, (ctx, input) =>
  cancelSubscription(ctx, input),
);
