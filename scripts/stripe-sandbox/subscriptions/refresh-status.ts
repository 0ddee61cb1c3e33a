import { update } from "@/scripts/stripe-sandbox/events/update";
import { invoicesOf } from "@/scripts/stripe-sandbox/invoices/subscription-of";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/**
 * A subscription that waits for money follows its most recent invoice that is not void; the draft of an ordinary
 * renewal does not count yet, one made while unpaid does. Source: docs.stripe.com/billing/subscriptions/overview.
 */
export function refreshStatus(world: World, subscription: Subscription): void {
  if (!["incomplete", "past_due", "unpaid"].includes(subscription.status)) return;
  const latest = invoicesOf(world, subscription)
    .filter(({ id, status, auto_advance }) => {
      const isOrdinaryDraft = status === "draft" && auto_advance;
      return status !== "void" && !isOrdinaryDraft && id !== subscription.hidden.pendingInvoice;
    })
    .at(-1);
  if (latest && latest.status !== "paid" && latest.status !== "uncollectible") return;
  const isTrial = (subscription.trial_end ?? 0) > nowOf(world, subscription.customer);
  subscription.hidden.expiresAt = null;
  update(world, subscription, { status: isTrial ? "trialing" : "active" }, "customer.subscription.updated");
}
