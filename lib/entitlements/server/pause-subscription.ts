import type { z } from "zod";
import { ChangeSubscriptionInput } from "@/lib/entitlements/inputs";
import { changeSubscription } from "@/lib/entitlements/server/change-subscription";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Stops a running subscription until it is resumed: calls answer `subscription_paused`. Its term runs on.
 * @throws AppError `not_found` without a subscription, `conflict` in another state.
 */
export async function pauseSubscription(
  ctx: Ctx,
  input: z.input<typeof ChangeSubscriptionInput>,
): Promise<SubscriptionView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, reason } = parseInput(ChangeSubscriptionInput, input);
  return changeSubscription(ctx, {
    tenantId,
    action: "subscription.paused",
    from: ["active"],
    to: "paused",
    reason,
    otherwise: "Only an active subscription can be paused.",
  });
}
