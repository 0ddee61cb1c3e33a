import type Stripe from "stripe";

/**
 * What the webhook endpoint is told of, and what polling asks for: everything after which something of ours may be
 * different. Other events are kept as skipped.
 */
export const subscribedEvents = [
  "charge.dispute.closed",
  "charge.dispute.created",
  "charge.refunded",
  "checkout.session.async_payment_failed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.completed",
  "checkout.session.expired",
  "customer.deleted",
  "customer.subscription.created",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.pending_update_applied",
  "customer.subscription.pending_update_expired",
  "customer.subscription.resumed",
  "customer.subscription.trial_will_end",
  "customer.subscription.updated",
  "customer.tax_id.created",
  "customer.tax_id.deleted",
  "customer.tax_id.updated",
  "customer.updated",
  "invoice.created",
  "invoice.finalization_failed",
  "invoice.finalized",
  "invoice.marked_uncollectible",
  "invoice.overdue",
  "invoice.paid",
  "invoice.payment_action_required",
  "invoice.payment_failed",
  "invoice.upcoming",
  "invoice.updated",
  "invoice.voided",
  "payment_intent.canceled",
  "payment_intent.payment_failed",
  "payment_intent.succeeded",
  "payment_method.attached",
  "payment_method.automatically_updated",
  "payment_method.detached",
  "payment_method.updated",
  "price.updated",
  "product.updated",
  "refund.created",
  "refund.failed",
  "refund.updated",
  "subscription_schedule.aborted",
  "subscription_schedule.canceled",
  "subscription_schedule.completed",
  "subscription_schedule.released",
  "subscription_schedule.updated",
] as const satisfies readonly Stripe.WebhookEndpointCreateParams.EnabledEvent[];

/** Beside these where clocks can be moved. */
export const clockEvents = [
  "test_helpers.test_clock.ready",
] as const satisfies readonly Stripe.WebhookEndpointCreateParams.EnabledEvent[];

/** `events.list` takes at most 20 types. */
export const typesPerCall = 20;
