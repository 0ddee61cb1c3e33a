import type Stripe from "stripe";
import { nextBoundary } from "@/scripts/stripe-sandbox/catalog/next-boundary";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { draftInvoice } from "@/scripts/stripe-sandbox/invoices/draft-invoice";
import { finalizeInvoice } from "@/scripts/stripe-sandbox/invoices/finalize-invoice";
import { payInvoice } from "@/scripts/stripe-sandbox/invoices/pay-invoice";
import { checkItems } from "@/scripts/stripe-sandbox/subscriptions/change-items";
import { licensedLines } from "@/scripts/stripe-sandbox/subscriptions/item-lines";
import { makeItem, recurringPrice } from "@/scripts/stripe-sandbox/subscriptions/make-item";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import type { ItemChange, Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { newId } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { find, get } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse, StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const day = 86_400;
/** How long the first payment may stay open. */
const openFor = 23 * 3_600;
const obeyed = [
  ...["customer", "items", "metadata", "default_payment_method", "trial_end", "trial_period_days", "trial_settings"],
  ...["payment_behavior", "off_session", "collection_method", "days_until_due", "cancel_at_period_end", "billing_mode"],
  ...["payment_settings", "currency", "proration_behavior"],
];

/**
 * Starts a subscription: with its first invoice, or with a trial.
 *
 * @param isConfirmed the customer has confirmed the first payment with the bank
 * @throws StripeError
 */
export function createSubscription(
  world: World,
  params: Stripe.SubscriptionCreateParams,
  isConfirmed = false,
): Subscription {
  refuseOthers(params, obeyed);
  const subscription = compose(world, params);
  const customer = get(world, "customer", subscription.customer, "customer");
  customer.currency ??= subscription.currency;
  world.state.objects.subscription.set(subscription.id, subscription);
  tell(world, "customer.subscription.created", subscription);
  const isTrial = subscription.trial_end !== null;
  const period = periodOf(subscription);
  const lines = licensedLines(world, subscription, period, isTrial);
  if (lines.length > 0) collectFirst(world, subscription, params, lines, isConfirmed);
  else update(world, subscription, { status: isTrial ? "trialing" : "active" }, "customer.subscription.updated");
  return subscription;
}

function collectFirst(
  world: World,
  subscription: Subscription,
  params: Stripe.SubscriptionCreateParams,
  lines: ReturnType<typeof licensedLines>,
  isConfirmed: boolean,
) {
  const { customer } = subscription;
  const invoice = draftInvoice(world, {
    customer,
    subscription,
    reason: "subscription_create",
    lines,
    takesItems: true,
  });
  finalizeInvoice(world, invoice);
  const behavior = params.payment_behavior ?? "allow_incomplete";
  const isSent = subscription.collection_method === "send_invoice";
  if (isSent || subscription.status === "trialing") {
    if (isSent) update(world, subscription, { status: "active" }, "customer.subscription.updated");
    return;
  }
  if (invoice.status === "open" && behavior !== "default_incomplete") {
    const attempt = { isOffSession: params.off_session ?? false, isConfirmed };
    const result = payInvoice(world, invoice, null, attempt);
    if (result.outcome !== "paid" && behavior === "error_if_incomplete") {
      world.state.objects.subscription.delete(subscription.id);
      world.state.objects.invoice.delete(invoice.id);
      const error = result.outcome === "declined" ? result.error : null;
      const message = "This payment requires additional user action before it can be completed successfully.";
      throw new StripeError(402, error ?? { type: "card_error", code: "authentication_required", message });
    }
  }
  if (subscription.status !== "incomplete") return;
  if (invoice.status === "paid") update(world, subscription, { status: "active" }, "customer.subscription.updated");
  else subscription.hidden.expiresAt = subscription.created + openFor;
}

function compose(world: World, params: Stripe.SubscriptionCreateParams): Subscription {
  const customer = get(world, "customer", params.customer, "customer");
  const changes = (params.items ?? []) as ItemChange[];
  if (changes.length === 0) refuse("Missing required param: items.", "items", "parameter_missing");
  const prices = changes.map(({ price }, at) => recurringPrice(world, price, `items[${at}][price]`, customer.currency));
  const now = nowOf(world, customer.id);
  const trialEnd = trialEndOf(params, now);
  const [first] = prices;
  const recurring = first?.recurring ?? refuse("Missing required param: items.", "items", "parameter_missing");
  const end = trialEnd ?? nextBoundary(now, recurring.interval, recurring.interval_count, now);
  const id = newId("subscription");
  const card = params.default_payment_method ?? null;
  if (card) get(world, "payment_method", card, "default_payment_method");
  const owner = { id, customer: customer.id };
  const data = prices.map((price, at) => makeItem(world, owner, price, changes[at] ?? {}, { start: now, end }));
  checkItems(data);
  const missing = params.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice";
  const isFlexible = params.billing_mode?.type !== "classic";
  return {
    id,
    object: "subscription",
    created: now,
    start_date: now,
    customer: customer.id,
    currency: first?.currency ?? "usd",
    status: trialEnd ? "trialing" : "incomplete",
    billing_cycle_anchor: trialEnd ?? now,
    billing_mode: {
      type: isFlexible ? "flexible" : "classic",
      flexible: isFlexible ? { proration_discounts: "included" } : null,
    },
    cancel_at: params.cancel_at_period_end ? end : null,
    cancel_at_period_end: params.cancel_at_period_end ?? false,
    canceled_at: params.cancel_at_period_end ? now : null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: params.collection_method ?? "charge_automatically",
    days_until_due: params.days_until_due ?? null,
    default_payment_method: card,
    ended_at: null,
    items: { object: "list", data, has_more: false, url: `/v1/subscription_items?subscription=${id}` },
    latest_invoice: null,
    metadata: mergeMetadata({}, params.metadata),
    pause_collection: null,
    payment_settings: { save_default_payment_method: params.payment_settings?.save_default_payment_method ?? "off" },
    pending_update: null,
    schedule: null,
    test_clock: find(world, "customer", customer.id)?.test_clock ?? null,
    trial_start: trialEnd ? now : null,
    trial_end: trialEnd,
    trial_settings: { end_behavior: { missing_payment_method: missing } },
    hidden: {
      ...{ expiresAt: null, toldUpcoming: null, toldTrialEnd: false, pendingItems: [] },
      pendingInvoice: null,
      pendingUsedUntil: null,
    },
  };
}

function trialEndOf(params: Stripe.SubscriptionCreateParams, now: number): number | null {
  if (params.trial_end && params.trial_end !== "now") {
    return params.trial_end > now ? params.trial_end : refuse("The trial end date has to be after now.", "trial_end");
  }
  const days = params.trial_period_days ?? 0;
  return days > 0 && params.trial_end !== "now" ? now + days * day : null;
}
