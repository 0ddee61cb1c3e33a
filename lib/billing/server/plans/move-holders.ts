import { and, eq, inArray, isNull, lt, ne } from "drizzle-orm";
import { database } from "@/db/client";
import { billingSubscription, planSync } from "@/db/schema/billing";
import { planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { inTransaction } from "@/db/transaction";
import { grantPlan } from "@/lib/entitlements/server/grant-plan";
import { readGrant } from "@/lib/entitlements/server/read-grant";
import type { Ctx } from "@/lib/server/context";

/**
 * Moves every tenant that holds an earlier version of the plan to this one, where Stripe does not bill it; anchors
 * stay, so no usage is reset. Each tenant moves in a transaction of its own; a run that was stopped is taken up by the
 * next, until all have moved.
 * @returns how many moved.
 */
export async function moveHolders(ctx: Ctx, planVersionId: string): Promise<number> {
  const [version] = await database().select().from(planVersion).where(eq(planVersion.id, planVersionId));
  if (!version) return 0;
  const versions = await database()
    .select({ id: planVersion.id })
    .from(planVersion)
    .where(and(eq(planVersion.planId, version.planId), lt(planVersion.number, version.number)));
  const earlier = versions.map(({ id }) => id);
  const isHeld = and(
    inArray(subscription.planVersionId, earlier),
    isNull(subscription.replacedAt),
    ne(subscription.status, "ended"),
    ne(subscription.source, "stripe"),
  );
  const holders =
    earlier.length === 0
      ? []
      : await database().select({ tenantId: subscription.tenantId }).from(subscription).where(isHeld);
  for (const { tenantId } of holders) {
    await inTransaction(async (tx) => {
      const [row] = await tx
        .select()
        .from(subscription)
        .where(and(isHeld, eq(subscription.tenantId, tenantId)));
      if (!row) return;
      await tx
        .update(billingSubscription)
        .set({ planVersionId })
        .where(
          and(
            eq(billingSubscription.tenantId, tenantId),
            ne(billingSubscription.billedBy, "stripe"),
            isNull(billingSubscription.endedAt),
            inArray(billingSubscription.planVersionId, earlier),
          ),
        );
      await grantPlan(tx, ctx, tenantId, { ...readGrant(row), planVersionId });
    });
  }
  await database()
    .update(planSync)
    .set({ rollout: "new_subscriptions" })
    .where(eq(planSync.planVersionId, planVersionId));
  return holders.length;
}
