import type { z } from "zod";
import { ChangeSubscriptionInput } from "@/lib/entitlements/inputs";
import { changeSubscription } from "@/lib/entitlements/server/change-subscription";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Ends a subscription at once: calls answer `subscription_expired`.
 * @throws AppError `not_found` without a subscription, `conflict` in another state.
 */
export async function endSubscription(
  ctx: Ctx,
  input: z.input<typeof ChangeSubscriptionInput>,
): Promise<SubscriptionView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, reason } = parseInput(ChangeSubscriptionInput, input);
  return changeSubscription(ctx, {
    tenantId,
    action: "subscription.ended",
    from: ["trialing", "active", "paused"],
    to: "ended",
    endsAt: ctx.now,
    reason,
    otherwise: "This subscription has ended already.",
  });
}
