import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { planChange } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { PlanChangeIdInput } from "@/lib/billing/change-inputs";
import { describeChange } from "@/lib/billing/server/changes/describe-change";
import { findChange, type PlanChangeRow } from "@/lib/billing/server/changes/find-change";
import { previewHoldsMs } from "@/lib/billing/server/changes/preview-change";
import { releaseSchedule } from "@/lib/billing/server/changes/release-schedule";
import { findOpenChange, refused, requireChangeable } from "@/lib/billing/server/changes/require-changeable";
import { sendChange } from "@/lib/billing/server/changes/send-change";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { requireOpenTenant } from "@/lib/billing/server/checkout/require-open-tenant";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import type { PlanChangeView } from "@/lib/billing/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Makes the change that a preview told of. Two tabs, a double click and a repeated request change once: whoever comes
 * second is told how it stands. A downgrade that was planned before gives way.
 * @throws AppError `not_found`; `conflict`: `stale_preview` after ten minutes or when the subscription is another now,
 *   and as `requireChangeable`; `payment_processor_unavailable`.
 */
export async function confirmChange(ctx: Ctx, input: z.input<typeof PlanChangeIdInput>): Promise<PlanChangeView> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const { changeId } = parseInput(PlanChangeIdInput, input);
  const change = await findChange(database(), tenantId, changeId);
  if (change.status !== "proposed") return describeChange(change);
  await requireOpenTenant(database(), tenantId);
  if (ctx.now.getTime() - change.createdAt.getTime() > previewHoldsMs) throw stale();
  await requireLink(ctx.now);
  const planned = await findOpenChange(database(), change.billingSubscriptionId);
  if (planned && planned.status !== "scheduled") throw refused("change_open", "Another change is under way.");
  await releaseSchedule(ctx, tenantId, change.billingSubscriptionId);
  const claimed = await claim(ctx, tenantId, change);
  if (claimed) await sendChange(claimed, ctx.now);
  return describeChange(await findChange(database(), tenantId, changeId));
}

/** Locks the payer, looks again, and takes the change; null: another request has it. */
async function claim(ctx: Ctx, tenantId: string, change: PlanChangeRow): Promise<PlanChangeRow | null> {
  return inTransaction(async (tx) => {
    await lockAccount(tx, tenantId, ctx.now);
    const now = await requireChangeable(tx, tenantId, change.toVersionId ?? "");
    if (now.subscription.id !== change.billingSubscriptionId || now.from.id !== change.fromVersionId) throw stale();
    if (now.kind !== change.kind) throw stale();
    const open = await findOpenChange(tx, change.billingSubscriptionId);
    if (open && open.id !== change.id) throw refused("change_open", "Another change is under way.");
    const [taken] = await tx
      .update(planChange)
      .set({ status: "sent" })
      .where(and(eq(planChange.id, change.id), eq(planChange.status, "proposed")))
      .returning();
    if (!taken) return null;
    await recordAudit(tx, ctx, {
      action: "plan_change.confirmed",
      objectKind: "plan_change",
      objectId: change.id,
      tenantId,
      before: { planVersionId: change.fromVersionId },
      after: { kind: change.kind, planVersionId: change.toVersionId, previewedMinor: change.previewedMinor },
    });
    return taken;
  });
}

const stale = () => refused("stale_preview", "What you saw is out of date. Look at the new numbers and confirm them.");
