import type { z } from "zod";
import { database } from "@/db/client";
import { PlanChangeIdInput } from "@/lib/billing/change-inputs";
import { describeChange } from "@/lib/billing/server/changes/describe-change";
import { dropPending } from "@/lib/billing/server/changes/drop-pending";
import { findChange } from "@/lib/billing/server/changes/find-change";
import { keepSubscription } from "@/lib/billing/server/changes/keep-subscription";
import { releaseSchedule } from "@/lib/billing/server/changes/release-schedule";
import { refused, requireSubscription } from "@/lib/billing/server/changes/require-changeable";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import type { PlanChangeView } from "@/lib/billing/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Takes back a change that is planned, or that waits for its payment: the plan stays as it is. What is over already is
 * told as it stands.
 * @throws AppError `not_found`; `conflict`: `change_open` while it is being sent; `payment_processor_unavailable`.
 */
export async function undoChange(ctx: Ctx, input: z.input<typeof PlanChangeIdInput>): Promise<PlanChangeView> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const { changeId } = parseInput(PlanChangeIdInput, input);
  const change = await findChange(database(), tenantId, changeId);
  if (change.status === "sent") throw refused("change_open", "This change is under way. Try again in a moment.");
  if (change.status === "pending_payment") {
    await requireLink(ctx.now);
    await dropPending(ctx, change);
    return describeChange(await findChange(database(), tenantId, changeId));
  }
  if (change.status !== "scheduled") return describeChange(change);
  const subscription = await requireSubscription(database(), tenantId);
  if (subscription.cancelAt) await keepSubscription(ctx);
  else {
    await requireLink(ctx.now);
    await releaseSchedule(ctx, tenantId, subscription.id);
    await syncTenant(tenantId, ctx.now);
  }
  return describeChange(await findChange(database(), tenantId, changeId));
}
