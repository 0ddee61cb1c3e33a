import { and, eq, inArray } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { type billingSubscription, planChange } from "@/db/schema/billing";
import { plan, planVersion } from "@/db/schema/catalog";
import { changeKind } from "@/lib/billing/change-kind";
import { findOffer, type Offer } from "@/lib/billing/server/checkout/find-offer";
import { readHolding } from "@/lib/billing/server/checkout/read-holding";
import { type StripePrices, stripePricesOf } from "@/lib/billing/server/plans/stripe-prices-of";
import { AppError } from "@/lib/errors";

type Version = typeof planVersion.$inferSelect & { planName: string };

/** A change that is possible now. */
export type Changeable = {
  subscription: typeof billingSubscription.$inferSelect & { stripeSubscriptionId: string };
  from: Version;
  to: Offer;
  kind: "upgrade" | "downgrade";
  /** Null: the fallback plan, which costs nothing; the subscription ends and it takes its place. */
  prices: StripePrices | null;
};

/**
 * A tenant's change to a plan version, if it can be made now.
 * @throws AppError `validation_failed` for a plan that is not on sale; `conflict`, whose `reason` says what stands in
 *   the way.
 */
export async function requireChangeable(reader: Reader, tenantId: string, planVersionId: string): Promise<Changeable> {
  const subscription = await requireSubscription(reader, tenantId);
  if (["past_due", "unpaid", "incomplete", "paused"].includes(subscription.status)) {
    throw refused("payment_overdue", "An invoice is unpaid. Pay it first, then change the plan.");
  }
  if (subscription.pendingUpdate) throw refused("change_open", "Another change waits for its payment.");
  if (subscription.planVersionId === null) {
    throw refused(
      "unknown_price",
      "This subscription has a price that is none of our plans. An admin must look at it.",
    );
  }
  const from = await findVersion(reader, subscription.planVersionId);
  const to = await findOffer(reader, planVersionId);
  if (to.id === from.id) throw refused("same_plan", "This is the plan that the tenant has.");
  const kind = to.isFree ? "downgrade" : changeKind(from, to);
  if (kind === "impossible") {
    throw refused("other_currency", `This tenant pays in ${from.currency}; this is sold in ${to.currency}.`);
  }
  const prices = to.isFree ? null : await stripePricesOf(reader, planVersionId);
  if (to.isFree && !(await isFallback(reader, to.planId))) {
    throw refused("cancel_first", "Cancel the subscription first; this plan can be taken when it has ended.");
  }
  if (!to.isFree && !prices) {
    throw refused("not_synced", "This plan's price has not reached the payment provider yet.");
  }
  if (subscription.cancelAt) {
    throw refused("cancellation_open", "The subscription is about to end. Keep it first, then change the plan.");
  }
  return { subscription, from, to, kind, prices };
}

/** The one subscription that Stripe bills a tenant for. @throws AppError `conflict` where there is none. */
export async function requireSubscription(reader: Reader, tenantId: string): Promise<Changeable["subscription"]> {
  const { stripe, other } = await readHolding(reader, tenantId);
  if (stripe?.stripeSubscriptionId) return { ...stripe, stripeSubscriptionId: stripe.stripeSubscriptionId };
  if (other?.billedBy === "manual") {
    throw refused("billed_by_hand", "This tenant's plan is agreed by contract. Please contact us to change it.");
  }
  throw refused("checkout", "There is no subscription to change. Choose the plan and pay for it.");
}

/** The change of a subscription that is under way; null: none is. */
export async function findOpenChange(reader: Reader, billingSubscriptionId: string) {
  const [row] = await reader
    .select()
    .from(planChange)
    .where(
      and(
        eq(planChange.billingSubscriptionId, billingSubscriptionId),
        inArray(planChange.status, ["sent", "pending_payment", "scheduled"]),
      ),
    );
  return row ?? null;
}

export const refused = (reason: string, sentence: string) => new AppError("conflict", sentence, { reason });

async function findVersion(reader: Reader, planVersionId: string): Promise<Version> {
  const [found] = await reader
    .select({ version: planVersion, planName: plan.name })
    .from(planVersion)
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(eq(planVersion.id, planVersionId));
  if (!found) throw new AppError("not_found");
  return { ...found.version, planName: found.planName };
}

async function isFallback(reader: Reader, planId: string): Promise<boolean> {
  const [row] = await reader.select({ fallback: plan.fallback }).from(plan).where(eq(plan.id, planId));
  return row?.fallback ?? false;
}
