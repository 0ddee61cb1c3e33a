import type Stripe from "stripe";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { draftInvoice } from "@/scripts/stripe-sandbox/invoices/draft-invoice";
import { finalizeInvoice } from "@/scripts/stripe-sandbox/invoices/finalize-invoice";
import { payInvoice } from "@/scripts/stripe-sandbox/invoices/pay-invoice";
import type { Invoice, InvoiceLine } from "@/scripts/stripe-sandbox/invoices/types";
import { voidInvoice } from "@/scripts/stripe-sandbox/invoices/void-invoice";
import type { ChargeResult } from "@/scripts/stripe-sandbox/payments/charge-card";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import { type PlannedChange, planChange } from "@/scripts/stripe-sandbox/subscriptions/plan-change";
import type { ItemChange, Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuse, StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** How long an update waits for its payment, unless the period or the trial ends before. */
const pendingFor = 23 * 3_600;

/**
 * Changes the items now, with the invoice that this brings.
 *
 * @throws StripeError, also 402 where `error_if_incomplete` was asked for: nothing is changed then
 */
export function changeItems(world: World, subscription: Subscription, params: Stripe.SubscriptionUpdateParams): void {
  const changes = (params.items ?? []) as ItemChange[];
  const plan = planChange(world, subscription, changes, params);
  const behavior = params.payment_behavior ?? "allow_incomplete";
  if (behavior === "pending_if_incomplete" && subscription.collection_method === "send_invoice") {
    refuse("pending_if_incomplete does not go with collection_method=send_invoice.", "payment_behavior");
  }
  const before = { items: subscription.items };
  const { lines, items, anchor, isInvoicedNow } = plan;
  if (!isInvoicedNow) for (const line of lines) keepForNextInvoice(world, subscription, line);
  const invoice = isInvoicedNow && lines.length > 0 ? makeInvoice(world, subscription, lines) : null;
  const result: ChargeResult =
    invoice &&
    invoice.status === "open" &&
    behavior !== "default_incomplete" &&
    invoice.collection_method !== "send_invoice"
      ? payInvoice(world, invoice, null, { isOffSession: params.off_session ?? false, isConfirmed: false })
      : { outcome: "paid" };
  if (invoice && result.outcome !== "paid") {
    if (behavior === "pending_if_incomplete") {
      holdBack(world, subscription, plan, changes, invoice);
      return;
    }
    if (behavior === "error_if_incomplete") failChange(world, subscription, invoice, result);
    if (subscription.status === "active") subscription.status = "past_due";
  }
  subscription.items = { ...subscription.items, data: items };
  subscription.billing_cycle_anchor = anchor;
  tell(world, "customer.subscription.updated", subscription, before);
}

function makeInvoice(world: World, subscription: Subscription, lines: InvoiceLine[]): Invoice {
  const { customer } = subscription;
  const invoice = draftInvoice(world, {
    customer,
    subscription,
    reason: "subscription_update",
    lines,
    takesItems: true,
  });
  return finalizeInvoice(world, invoice);
}

function holdBack(
  world: World,
  subscription: Subscription,
  { items, usedUntil }: PlannedChange,
  changes: ItemChange[],
  invoice: Invoice,
) {
  const ends = [periodOf(subscription).end, subscription.trial_end ?? Number.POSITIVE_INFINITY];
  const now = nowOf(world, subscription.customer);
  const expires_at = Math.min(now + pendingFor, ...ends.filter((end) => end > now));
  subscription.pending_update = { expires_at, subscription_items: items };
  subscription.hidden.pendingItems = changes;
  subscription.hidden.pendingInvoice = invoice.id;
  subscription.hidden.pendingUsedUntil = usedUntil;
  tell(world, "customer.subscription.updated", subscription, { pending_update: null });
}

function failChange(world: World, subscription: Subscription, invoice: Invoice, result: ChargeResult): never {
  voidInvoice(world, invoice);
  subscription.latest_invoice = invoice.id;
  if (result.outcome === "declined") throw new StripeError(402, result.error);
  const message = "This payment requires additional user action before it can be completed successfully.";
  throw new StripeError(402, { type: "card_error", code: "authentication_required", message });
}

function keepForNextInvoice(world: World, subscription: Subscription, line: InvoiceLine) {
  const now = nowOf(world, subscription.customer);
  const { amount, currency, description, period, pricing, quantity, metadata } = line;
  insert(world, "invoiceitem", {
    ...{ amount, currency, description, period, pricing, metadata, date: now, net_amount: amount },
    customer: subscription.customer,
    discountable: false,
    invoice: null,
    parent: { type: "subscription_details", subscription_details: { subscription: subscription.id } },
    proration: true,
    quantity: quantity ?? 1,
    quantity_decimal: line.quantity_decimal ?? "1",
    test_clock: subscription.test_clock,
    hidden: { subscription: subscription.id },
  });
}
