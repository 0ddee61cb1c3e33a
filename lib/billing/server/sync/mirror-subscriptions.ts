import { and, eq, inArray, isNull, lt, notInArray, or } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { billingSubscription, billingSubscriptionItem } from "@/db/schema/billing";
import { planOfItems } from "@/lib/billing/plan-of-items";
import type { PriceOwners } from "@/lib/billing/server/sync/price-owners";
import { newId } from "@/lib/id";

type Of = { tenantId: string; owners: PriceOwners; askedAt: Date };

const instant = (seconds: number | null | undefined) => (seconds ? new Date(seconds * 1000) : null);
const idOf = (reference: string | { id: string } | null) =>
  typeof reference === "string" ? reference : (reference?.id ?? null);
const priced = (items: readonly Stripe.SubscriptionItem[], owners: PriceOwners) =>
  items.map((item) => ({ item, priceId: owners.get(item.price.id) ?? null }));

/** Writes subscriptions as Stripe answered them, unless something newer is written already. */
export async function mirrorSubscriptions(
  tx: Transaction,
  subscriptions: readonly Stripe.Subscription[],
  of: Of,
): Promise<void> {
  for (const subscription of subscriptions) {
    const columns = columnsOf(subscription, of);
    const [row] = await tx
      .insert(billingSubscription)
      .values({
        ...columns,
        id: newId("billingSubscription", of.askedAt),
        tenantId: of.tenantId,
        billedBy: "stripe",
        stripeSubscriptionId: subscription.id,
        createdBy: "stripe",
        createdAt: new Date(subscription.created * 1000),
      })
      .onConflictDoUpdate({
        target: billingSubscription.stripeSubscriptionId,
        set: columns,
        setWhere: and(
          eq(billingSubscription.tenantId, of.tenantId),
          or(isNull(billingSubscription.fetchedAt), lt(billingSubscription.fetchedAt, of.askedAt)),
        ),
      })
      .returning({ id: billingSubscription.id });
    if (row) await mirrorItems(tx, row.id, subscription.items.data, of);
  }
}

function columnsOf(subscription: Stripe.Subscription, { owners, askedAt }: Of) {
  const items = priced(subscription.items.data, owners);
  // Of the flat price; a subscription of usage alone has none.
  const { item } = items.find(({ priceId }) => priceId?.endsWith(":flat")) ?? items[0] ?? {};
  const { cancellation_details: cancellation, pending_update: pending } = subscription;
  const periodEnd = instant(item?.current_period_end);
  const isPaused = subscription.status === "paused";
  return {
    status: subscription.status,
    planVersionId: planOfItems(items),
    anchorAt: new Date(subscription.billing_cycle_anchor * 1000),
    startedAt: new Date(subscription.start_date * 1000),
    interval: item?.price.recurring?.interval === "year" ? ("year" as const) : ("month" as const),
    periodStart: instant(item?.current_period_start),
    periodEnd,
    trialEnd: instant(subscription.trial_end),
    cancelAt: instant(subscription.cancel_at) ?? (subscription.cancel_at_period_end ? periodEnd : null),
    cancelReason: cancellation?.feedback ?? cancellation?.reason ?? null,
    endedAt: instant(subscription.ended_at),
    pausedReason: isPaused
      ? (subscription.status_details?.paused?.subscription?.type ?? null)
      : subscription.pause_collection
        ? "collection"
        : null,
    pendingUpdate: pending && {
      planVersionId: planOfItems(priced(pending.subscription_items ?? [], owners)),
      expiresAt: new Date(pending.expires_at * 1000).toISOString(),
    },
    stripeScheduleId: idOf(subscription.schedule),
    stripeDefaultPaymentMethodId: idOf(subscription.default_payment_method),
    fetchedAt: askedAt,
  };
}

async function mirrorItems(
  tx: Transaction,
  billingSubscriptionId: string,
  items: readonly Stripe.SubscriptionItem[],
  { owners }: Of,
): Promise<void> {
  const own = eq(billingSubscriptionItem.billingSubscriptionId, billingSubscriptionId);
  const ids = items.map(({ id }) => id);
  await tx
    .delete(billingSubscriptionItem)
    .where(
      ids.length > 0
        ? or(
            and(own, notInArray(billingSubscriptionItem.stripeItemId, ids)),
            inArray(billingSubscriptionItem.stripeItemId, ids),
          )
        : own,
    );
  if (items.length === 0) return;
  await tx.insert(billingSubscriptionItem).values(
    priced(items, owners).map(({ item, priceId }) => ({
      stripeItemId: item.id,
      billingSubscriptionId,
      stripePriceId: item.price.id,
      priceId,
      quantity: item.quantity ?? null,
      periodStart: new Date(item.current_period_start * 1000),
      periodEnd: new Date(item.current_period_end * 1000),
    })),
  );
}
