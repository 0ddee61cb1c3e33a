import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { billingSubscription, planChange } from "@/db/schema/billing";
import type { PlanChangeRow } from "@/lib/billing/server/changes/find-change";
import { heldItems } from "@/lib/billing/server/changes/held-items";
import { planDowngrade } from "@/lib/billing/server/changes/plan-downgrade";
import type { CommandResult } from "@/lib/billing/server/commands/command";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { loadPricedVersion } from "@/lib/billing/server/plans/load-priced-version";
import { stripePricesOf } from "@/lib/billing/server/plans/stripe-prices-of";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { flushTenantUsage } from "@/lib/billing/server/usage/flush-tenant-usage";
import { swapItems } from "@/lib/billing/swap-items";

/**
 * Tells Stripe of a change that was taken, and reads back what came of it. It can be run again at any time: its keys
 * are the change's own.
 */
export async function sendChange(change: PlanChangeRow, now: Date): Promise<void> {
  const [subscription] = await database()
    .select()
    .from(billingSubscription)
    .where(eq(billingSubscription.id, change.billingSubscriptionId));
  const stripeId = subscription?.stripeSubscriptionId;
  if (!subscription || !stripeId) throw new Error(`Change ${change.id} is of no subscription in Stripe.`);
  const result = await send(change, { ...subscription, stripeSubscriptionId: stripeId }, now);
  if (result.status === "failed") {
    await database()
      .update(planChange)
      .set({ status: "failed", reason: result.error.message })
      .where(and(eq(planChange.id, change.id), eq(planChange.status, "sent")));
  }
  await syncTenant(change.tenantId, now);
}

type Subscription = typeof billingSubscription.$inferSelect & { stripeSubscriptionId: string };

async function send(change: PlanChangeRow, subscription: Subscription, now: Date): Promise<CommandResult> {
  const by = { tenantId: change.tenantId, createdBy: change.createdBy, now };
  const id = subscription.stripeSubscriptionId;
  const key = `chg:${change.id}`;
  if (change.kind === "cancel" && change.endsNow) {
    // What was used and not yet billed is owed all the same; later no invoice takes it.
    await flushTenantUsage(change.tenantId, now);
    return runCommand({ ...by, kind: "subscription.cancel", key, request: { id, params: { invoice_now: true } } });
  }
  const prices = change.toVersionId === null ? null : await stripePricesOf(database(), change.toVersionId);
  if (prices === null) {
    // A cancellation, or the way down to a plan that costs nothing.
    const comment = change.reason ? { cancellation_details: { comment: change.reason } } : {};
    const params = { cancel_at_period_end: true, ...comment };
    return runCommand({ ...by, kind: "subscription.update", key, request: { id, params } });
  }
  if (change.kind === "downgrade") {
    const version = await loadPricedVersion(database(), change.toVersionId ?? "");
    return planDowngrade(by, change, subscription, { ...prices, interval: version?.interval ?? "month" });
  }
  const params = {
    items: swapItems(await heldItems(database(), subscription.id), prices),
    proration_behavior: "always_invoice",
    proration_date: Math.floor((change.prorationAt ?? now).getTime() / 1000),
    payment_behavior: "pending_if_incomplete",
  } as const;
  return runCommand({ ...by, kind: "subscription.update", key, request: { id, params } });
}
