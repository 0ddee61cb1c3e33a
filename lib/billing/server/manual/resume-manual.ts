import type { z } from "zod";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { changeManual } from "@/lib/billing/server/manual/change-manual";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Lets what was paused go on.
 * @throws AppError `not_found` without any, `conflict` in another state.
 */
export async function resumeManual(ctx: Ctx, input: z.input<typeof ChangeManualInput>): Promise<SubscriptionView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, reason } = parseInput(ChangeManualInput, input);
  return changeManual(ctx, {
    tenantId,
    action: "subscription.resumed",
    reason,
    change: ({ status }) =>
      status === "paused" ? { status: "active", pausedReason: null } : "Only a paused subscription can be resumed.",
  });
}
