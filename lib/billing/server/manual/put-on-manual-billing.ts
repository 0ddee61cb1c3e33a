import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { billingSubscription } from "@/db/schema/billing";
import { plan, planVersion } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { PutOnManualBillingInput } from "@/lib/billing/manual-inputs";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { type Holding, readHolding } from "@/lib/billing/server/checkout/read-holding";
import { endOver } from "@/lib/billing/server/manual/end-over";
import { noticeMoneyState } from "@/lib/billing/server/notices/notice-money-state";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const dayMs = 86_400_000;

/**
 * Puts a tenant on a plan version that the operator bills by hand: no call and no object of the payment provider. What
 * runs by hand or unbilled is replaced and its anchor kept, so that usage of the period goes on counting. While Stripe
 * bills the tenant, its subscription must be due to end: the plan then begins at that instant.
 * @returns what the tenant holds now: with a start in the future, still what it held before.
 * @throws AppError `not_found` for the tenant, `validation_failed`, `conflict` while Stripe bills it without an end.
 */
export async function putOnManualBilling(
  ctx: Ctx,
  input: z.input<typeof PutOnManualBillingInput>,
): Promise<SubscriptionView | null> {
  authorizeStaff(ctx, "staff:subscriptions");
  const wanted = parseInput(PutOnManualBillingInput, input);
  const { tenantId, planVersionId, trialDays, reason } = wanted;
  return inTransaction(async (tx) => {
    const [home] = await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId));
    if (!home) throw new AppError("not_found");
    const interval = await requirePublished(tx, planVersionId);
    const { billingNow } = await lockAccount(tx, tenantId, ctx.now);
    await endOver(tx, { tenantId, billingNow });
    const holding = await readHolding(tx, tenantId);
    const startsAt = startOf(holding, wanted.startsAt ? new Date(wanted.startsAt) : null, billingNow);
    const endsAt = wanted.endsAt ? new Date(wanted.endsAt) : null;
    if (endsAt && endsAt <= startsAt) throw invalidField("/endsAt", "past", "The end must lie behind the start.");
    const { other } = holding;
    if (other) {
      await tx
        .update(billingSubscription)
        .set({ endedAt: billingNow, status: "ended" })
        .where(eq(billingSubscription.id, other.id));
    }
    const isKept = other !== null && startsAt <= billingNow;
    await tx.insert(billingSubscription).values({
      id: newId("billingSubscription", ctx.now),
      tenantId,
      billedBy: "manual",
      status: trialDays ? "trialing" : "active",
      planVersionId,
      anchorAt: isKept ? other.anchorAt : startsAt,
      startedAt: startsAt,
      interval,
      trialEnd: trialDays ? new Date(startsAt.getTime() + trialDays * dayMs) : null,
      cancelAt: endsAt,
      manualReference: wanted.reference ?? null,
      createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
      createdAt: ctx.now,
    });
    const held = await settleAccess(tx, ctx, tenantId, ctx.now, { action: "subscription.created", reason });
    await noticeMoneyState(tx, { tenantId, now: ctx.now });
    return held.subscription;
  });
}

/** Holds the plan until the commit: a roll-out of its next version comes before or after, and moves this tenant too. */
async function requirePublished(tx: Transaction, planVersionId: string): Promise<"month" | "year"> {
  const [version] = await tx
    .select({ status: planVersion.status, interval: planVersion.interval })
    .from(planVersion)
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(and(eq(planVersion.id, planVersionId), isNull(plan.archivedAt)))
    .for("share", { of: plan });
  if (version?.status === "published") return version.interval;
  throw invalidField("/planVersionId", "unknown", "Only a published version of a plan in service can be held.");
}

function startOf(holding: Holding, asked: Date | null, now: Date): Date {
  const { stripe, other } = holding;
  if (stripe) {
    if (!stripe.cancelAt) {
      throw new AppError("conflict", "Stripe bills this tenant. Let its subscription be cancelled first.", {
        reason: "billed_by_stripe",
      });
    }
    if (asked && asked.getTime() !== stripe.cancelAt.getTime()) {
      throw invalidField("/startsAt", "not_the_end", "The plan begins when Stripe's subscription ends.");
    }
    return stripe.cancelAt;
  }
  if (!asked || asked <= now) return now;
  if (other)
    throw invalidField("/startsAt", "running", "What is billed now must end first; a later start leaves a gap.");
  return asked;
}
