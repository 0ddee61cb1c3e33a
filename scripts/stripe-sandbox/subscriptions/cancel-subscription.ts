import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { draftInvoice } from "@/scripts/stripe-sandbox/invoices/draft-invoice";
import { invoicesOf } from "@/scripts/stripe-sandbox/invoices/subscription-of";
import { usageLines } from "@/scripts/stripe-sandbox/subscriptions/item-lines";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/**
 * Ends a subscription now. Its open invoices are not collected any further.
 *
 * @param billsUsage what was used and not yet invoiced comes onto a last invoice
 */
export function cancelSubscription(
  world: World,
  subscription: Subscription,
  { reason = "cancellation_requested", billsUsage = false } = {},
): Subscription {
  const now = nowOf(world, subscription.customer);
  const { start, end } = periodOf(subscription);
  const lines = usageLines(world, subscription, { start, end: Math.min(end, now) }).filter(({ amount }) => amount > 0);
  Object.assign(subscription, {
    status: "canceled",
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    pending_update: null,
    cancellation_details: { ...subscription.cancellation_details, reason },
  });
  for (const invoice of invoicesOf(world, subscription)) {
    if (invoice.status !== "open" && invoice.status !== "draft") continue;
    invoice.auto_advance = false;
    invoice.automatically_finalizes_at = null;
    invoice.next_payment_attempt = null;
    invoice.hidden.givesUpAt = null;
  }
  const schedule = find(world, "subscription_schedule", subscription.schedule);
  if (schedule?.status === "active") Object.assign(schedule, { status: "canceled", current_phase: null });
  subscription.schedule = null;
  tell(world, "customer.subscription.deleted", subscription);
  if (billsUsage && lines.length > 0) {
    const period = { start, end: now };
    draftInvoice(world, {
      ...{ customer: subscription.customer, subscription, reason: "subscription_cycle", lines, takesItems: true },
      period,
    });
  }
  return subscription;
}
