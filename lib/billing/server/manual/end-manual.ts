import type { z } from "zod";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { changeManual } from "@/lib/billing/server/manual/change-manual";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Ends what is billed by hand, or by nobody, at once: the fallback plan holds then, or calls answer
 * `subscription_expired`.
 * @throws AppError `not_found` without any.
 */
export async function endManual(ctx: Ctx, input: z.input<typeof ChangeManualInput>): Promise<SubscriptionView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, reason } = parseInput(ChangeManualInput, input);
  return changeManual(ctx, {
    tenantId,
    action: "subscription.ended",
    reason,
    change: (_row, now) => ({ status: "ended", endedAt: now }),
  });
}
