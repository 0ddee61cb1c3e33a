import { and, eq, inArray, isNull } from "drizzle-orm";
import { recordChange } from "@/db/record-change";
import { tenant } from "@/db/schema/accounts";
import { subscription } from "@/db/schema/entitlements";
import { inTransaction } from "@/db/transaction";
import { describeSubscription } from "@/lib/entitlements/server/describe-subscription";
import type { SubscriptionState } from "@/lib/entitlements/types";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

type SubscriptionChange = {
  tenantId: string;
  action: string;
  from: SubscriptionState[];
  to: SubscriptionState;
  endsAt?: Date;
  reason: string;
  /** What to say when the subscription is in no state of `from`. */
  otherwise: string;
};

/** One conditional change of a tenant's current subscription with its audit line, told to the gateways. */
export async function changeSubscription(ctx: Ctx, change: SubscriptionChange): Promise<SubscriptionView> {
  const { tenantId } = change;
  return inTransaction(async (tx) => {
    // A new plan by hand takes the same lock, so that the current subscription is one or the other, never neither.
    await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId)).for("update");
    const current = and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt));
    const [before] = await tx.select().from(subscription).where(current).for("update");
    if (!before) throw new AppError("not_found");
    const [row] = await tx
      .update(subscription)
      .set({ status: change.to, ...(change.endsAt ? { endsAt: change.endsAt } : {}) })
      .where(and(current, inArray(subscription.status, change.from)))
      .returning();
    if (!row) throw new AppError("conflict", change.otherwise);
    const view = describeSubscription(row);
    await recordAudit(tx, ctx, {
      action: change.action,
      objectKind: "subscription",
      objectId: row.id,
      tenantId,
      before: describeSubscription(before),
      after: view,
      reason: change.reason,
    });
    await recordChange(tx, { subject: "tenant", subjectId: tenantId });
    return view;
  });
}
