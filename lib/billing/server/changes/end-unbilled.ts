import { and, eq, isNull } from "drizzle-orm";
import { billingSubscription, planChange } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { describeChange } from "@/lib/billing/server/changes/describe-change";
import { refused } from "@/lib/billing/server/changes/require-changeable";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import type { PlanChangeView } from "@/lib/billing/views";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** Ends at once what nobody pays for: a free plan, or a trial without a card. */
export async function endUnbilled(ctx: Ctx, tenantId: string, reason: string): Promise<PlanChangeView> {
  const change = await inTransaction(async (tx) => {
    const { billingNow } = await lockAccount(tx, tenantId, ctx.now);
    const [ended] = await tx
      .update(billingSubscription)
      .set({ status: "ended", endedAt: billingNow, cancelReason: reason || null })
      .where(
        and(
          eq(billingSubscription.tenantId, tenantId),
          eq(billingSubscription.billedBy, "nobody"),
          isNull(billingSubscription.endedAt),
        ),
      )
      .returning();
    if (!ended) throw refused("checkout", "There is no subscription to cancel.");
    const [row] = await tx
      .insert(planChange)
      .values({
        ...{ id: newId("planChange", ctx.now), tenantId, billingSubscriptionId: ended.id, kind: "cancel" },
        ...{ status: "applied", endsNow: true, reason, fromVersionId: ended.planVersionId, effectiveAt: billingNow },
        createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
        createdAt: ctx.now,
      })
      .returning();
    await recordAudit(tx, ctx, {
      action: "subscription.cancelled",
      objectKind: "billing_subscription",
      objectId: ended.id,
      tenantId,
      after: { endsNow: true, effectiveAt: billingNow },
      ...(reason !== "" && { reason }),
    });
    await settleAccess(tx, ctx, tenantId, ctx.now);
    return row;
  });
  if (!change) throw new Error("A change was not there after it was made.");
  return describeChange(change);
}
