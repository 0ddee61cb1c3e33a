import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { billingSubscription, planChange } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Lets a subscription go from its schedule, because Stripe refuses changes beside one; the downgrade that it was made
 * for is undone with that. Nothing happens where none is attached.
 * @throws AppError `payment_processor_unavailable` when nobody knows whether it was released.
 */
export async function releaseSchedule(ctx: Ctx, tenantId: string, billingSubscriptionId: string): Promise<void> {
  const [held] = await database()
    .select({ scheduleId: billingSubscription.stripeScheduleId })
    .from(billingSubscription)
    .where(and(eq(billingSubscription.id, billingSubscriptionId), eq(billingSubscription.tenantId, tenantId)));
  if (!held?.scheduleId) return;
  const { scheduleId } = held;
  const released = await runCommand({
    tenantId,
    kind: "schedule.release",
    key: `release:${scheduleId}`,
    request: { id: scheduleId, params: {} },
    createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
    now: ctx.now,
  });
  if (released.status === "unknown") throw new AppError("payment_processor_unavailable");
  // Refused means that it is over already: it was released, ended or cancelled, and the sync will see it.
  await inTransaction(async (tx) => {
    await tx
      .update(billingSubscription)
      .set({ stripeScheduleId: null })
      .where(
        and(eq(billingSubscription.id, billingSubscriptionId), eq(billingSubscription.stripeScheduleId, scheduleId)),
      );
    const [undone] = await tx
      .update(planChange)
      .set({ status: "undone" })
      .where(
        and(
          eq(planChange.billingSubscriptionId, billingSubscriptionId),
          eq(planChange.kind, "downgrade"),
          eq(planChange.status, "scheduled"),
        ),
      )
      .returning();
    if (!undone) return;
    await recordAudit(tx, ctx, {
      action: "plan_change.undone",
      objectKind: "plan_change",
      objectId: undone.id,
      tenantId,
      after: { planVersionId: undone.fromVersionId },
    });
  });
}
