import type { z } from "zod";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { changeManual } from "@/lib/billing/server/manual/change-manual";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Says that what is billed by hand was not paid: the plan's days of grace begin now.
 * @throws AppError `not_found` without any, `conflict` when it is overdue already or billed by nobody.
 */
export async function markOverdue(ctx: Ctx, input: z.input<typeof ChangeManualInput>): Promise<SubscriptionView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, reason } = parseInput(ChangeManualInput, input);
  return changeManual(ctx, {
    tenantId,
    action: "subscription.overdue",
    reason,
    change: ({ billedBy, overdueSince }, now) => {
      if (billedBy !== "manual") return "Nobody is billed for this plan.";
      return overdueSince ? "This is overdue already." : { overdueSince: now };
    },
  });
}
