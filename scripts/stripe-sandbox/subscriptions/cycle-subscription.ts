import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { draftInvoice } from "@/scripts/stripe-sandbox/invoices/draft-invoice";
import { enterPhase } from "@/scripts/stripe-sandbox/schedules/enter-phase";
import { cancelSubscription } from "@/scripts/stripe-sandbox/subscriptions/cancel-subscription";
import { licensedLines, usageLines } from "@/scripts/stripe-sandbox/subscriptions/item-lines";
import { nextPeriod } from "@/scripts/stripe-sandbox/subscriptions/next-period";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** A period is over: the use of it and the next one in advance come onto a new draft. */
export function cycleSubscription(world: World, subscription: Subscription): void {
  const { start, end } = periodOf(subscription);
  if (subscription.cancel_at !== null && subscription.cancel_at <= end) {
    const reason = subscription.cancellation_details.reason ?? "cancellation_requested";
    cancelSubscription(world, subscription, { reason, billsUsage: true });
    return;
  }
  if (subscription.status === "trialing" && endTrialWithoutCard(world, subscription, end)) return;
  const before = {
    items: subscription.items,
    status: subscription.status,
    latest_invoice: subscription.latest_invoice,
  };
  const used = usageLines(world, subscription, { start, end });
  const entered = enterPhase(world, subscription, end) ?? subscription.items.data;
  const next = nextPeriod({ ...subscription, items: { ...subscription.items, data: entered } }, end);
  const data = entered.map((item) => ({ ...item, current_period_start: next.start, current_period_end: next.end }));
  subscription.items = { ...subscription.items, data };
  if (subscription.status === "trialing") subscription.status = "active";
  const lines = [...used, ...licensedLines(world, subscription, next)];
  const isEmpty =
    lines.every(({ amount, pricing }) => amount === 0 && pricing !== null) && used.length === lines.length;
  if (!isEmpty) {
    const composition = {
      customer: subscription.customer,
      subscription,
      lines,
      takesItems: true,
      period: { start, end },
    };
    draftInvoice(world, { ...composition, reason: "subscription_cycle" });
  }
  tell(world, "customer.subscription.updated", subscription, before);
}

/** @returns whether the subscription ended or paused, because there is no card and it was asked for */
function endTrialWithoutCard(world: World, subscription: Subscription, now: number): boolean {
  const customer = find(world, "customer", subscription.customer);
  const card = subscription.default_payment_method ?? customer?.invoice_settings.default_payment_method;
  const wanted = subscription.trial_settings.end_behavior.missing_payment_method;
  if (card || wanted === "create_invoice") return false;
  if (wanted === "cancel") {
    cancelSubscription(world, subscription);
    return true;
  }
  const paused = { type: "trial_end_without_payment_method" };
  subscription.status_details = { paused: { type: "subscription", subscription: paused, transitioned_at: now } };
  update(world, subscription, { status: "paused" }, "customer.subscription.updated");
  tell(world, "customer.subscription.paused", subscription);
  return true;
}
