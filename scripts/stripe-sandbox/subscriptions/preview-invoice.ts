import type Stripe from "stripe";
import { composeInvoice } from "@/scripts/stripe-sandbox/invoices/compose-invoice";
import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import { licensedLines, usageLines } from "@/scripts/stripe-sandbox/subscriptions/item-lines";
import { nextPeriod } from "@/scripts/stripe-sandbox/subscriptions/next-period";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import { planChange } from "@/scripts/stripe-sandbox/subscriptions/plan-change";
import type { ItemChange, Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const obeyed = ["items", "proration_behavior", "proration_date"];

/** The next invoice, or the one that a change would bring now. Nothing is kept. @throws StripeError */
export function previewInvoice(
  world: World,
  subscription: Subscription,
  details: Stripe.InvoiceCreatePreviewParams.SubscriptionDetails = {},
): Invoice {
  refuseOthers(details, obeyed, "subscription_details");
  if (subscription.ended_at !== null || subscription.cancel_at_period_end) {
    if (!details.items) refuse("No upcoming invoices for customer.", undefined, "invoice_upcoming_none");
  }
  const { customer } = subscription;
  const period = periodOf(subscription);
  const changes = (details.items ?? []) as ItemChange[];
  const plan = changes.length > 0 ? planChange(world, subscription, changes, details) : null;
  if (plan?.isInvoicedNow) {
    const composition = { customer, subscription, lines: plan.lines, takesItems: true };
    return asPreview(composeInvoice(world, { ...composition, reason: "subscription_update" }).invoice);
  }
  const items = { ...subscription.items, data: plan?.items ?? subscription.items.data };
  const after = { ...subscription, items };
  const used = usageLines(world, after, period);
  const lines = [...(plan?.lines ?? []), ...used, ...licensedLines(world, after, nextPeriod(after, period.end))];
  const composition = { customer, subscription, lines, takesItems: true, period };
  return asPreview(composeInvoice(world, { ...composition, reason: "upcoming" }).invoice);
}

const asPreview = (invoice: Invoice): Invoice => ({ ...invoice, id: `upcoming_${invoice.id}`, auto_advance: true });
