import { and, eq, isNull } from "drizzle-orm";
import { billingSubscription } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import type { Offer } from "@/lib/billing/server/checkout/find-offer";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { readHolding } from "@/lib/billing/server/checkout/read-holding";
import { requireBuyable } from "@/lib/billing/server/checkout/require-buyable";
import { endOver } from "@/lib/billing/server/manual/end-over";
import { noticeMoneyState } from "@/lib/billing/server/notices/notice-money-state";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import { trialOffer } from "@/lib/billing/trial-offer";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Gives a tenant a plan for which nobody pays: a free one, or the trial that needs no card. It begins at once and takes
 * the place of another such one.
 * @returns false when the plan must be paid for.
 * @throws AppError `conflict` while something else is billed.
 */
export async function takeUnbilledPlan(ctx: Ctx, tenantId: string, offer: Offer): Promise<boolean> {
  return inTransaction(async (tx) => {
    const { billingNow, currency } = await lockAccount(tx, tenantId, ctx.now);
    await endOver(tx, { tenantId, billingNow });
    const holding = await readHolding(tx, tenantId);
    const { other } = holding;
    const isTrialling = other?.status === "trialing" && other.trialEnd !== null;
    const trial = trialOffer(
      { ...offer, hadTrial: holding.hadTrial, runningTrialEnd: isTrialling ? other.trialEnd : null },
      billingNow,
    );
    if (!offer.isFree && trial.kind !== "cardless") return false;
    requireBuyable(holding, currency, { currency: currency ?? offer.currency });
    if (other?.billedBy === "manual") {
      throw new AppError("conflict", "This tenant's plan is agreed by contract. Please contact us to change it.", {
        reason: "billed_by_hand",
      });
    }
    if (other?.planVersionId === offer.id && other.status === "active") return true;
    await tx
      .update(billingSubscription)
      .set({ endedAt: billingNow, status: "ended" })
      .where(
        and(
          eq(billingSubscription.tenantId, tenantId),
          eq(billingSubscription.billedBy, "nobody"),
          isNull(billingSubscription.endedAt),
        ),
      );
    const id = newId("billingSubscription", ctx.now);
    await tx.insert(billingSubscription).values({
      id,
      tenantId,
      billedBy: "nobody",
      status: offer.isFree ? "active" : "trialing",
      planVersionId: offer.id,
      anchorAt: billingNow,
      startedAt: billingNow,
      interval: offer.interval,
      trialEnd: !offer.isFree && trial.kind === "cardless" ? trial.endsAt : null,
      createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
      createdAt: ctx.now,
    });
    await recordAudit(tx, ctx, {
      action: offer.isFree ? "plan.taken" : "trial.started",
      objectKind: "billing_subscription",
      objectId: id,
      tenantId,
      after: { planVersionId: offer.id },
    });
    await settleAccess(tx, ctx, tenantId, ctx.now);
    await noticeMoneyState(tx, { tenantId, now: ctx.now });
    return true;
  });
}
