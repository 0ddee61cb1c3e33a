import type { z } from "zod";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { changeManual } from "@/lib/billing/server/manual/change-manual";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Stops what is billed by hand until it is resumed: calls answer `subscription_paused`. Its term runs on.
 * @throws AppError `not_found` without any, `conflict` in another state.
 */
export async function pauseManual(ctx: Ctx, input: z.input<typeof ChangeManualInput>): Promise<SubscriptionView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, reason } = parseInput(ChangeManualInput, input);
  return changeManual(ctx, {
    tenantId,
    action: "subscription.paused",
    reason,
    change: ({ status }) =>
      status === "active"
        ? { status: "paused", pausedReason: "pause_requested" }
        : "Only an active subscription can be paused.",
  });
}
