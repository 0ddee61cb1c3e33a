import type { z } from "zod";
import { ChangeSubscriptionInput } from "@/lib/entitlements/inputs";
import { changeSubscription } from "@/lib/entitlements/server/change-subscription";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Lets a paused subscription go on with the same anchor.
 * @throws AppError `not_found` without a subscription, `conflict` in another state.
 */
export async function resumeSubscription(
  ctx: Ctx,
  input: z.input<typeof ChangeSubscriptionInput>,
): Promise<SubscriptionView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, reason } = parseInput(ChangeSubscriptionInput, input);
  return changeSubscription(ctx, {
    tenantId,
    action: "subscription.resumed",
    from: ["paused"],
    to: "active",
    reason,
    otherwise: "This subscription is not paused.",
  });
}
