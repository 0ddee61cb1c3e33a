const of = (object: string, ...happenings: string[]) => happenings.map((happening) => `${object}.${happening}`);

/** The events that the sandbox tells. */
export const events = [
  ...of("checkout.session", "completed", "expired"),
  ...of("customer", "created", "updated", "deleted"),
  ...of("customer.subscription", "created", "updated", "deleted", "paused", "trial_will_end"),
  ...of("customer.subscription", "pending_update_applied", "pending_update_expired"),
  ...of("invoice", "created", "finalized", "paid", "payment_succeeded", "payment_failed", "payment_action_required"),
  ...of("invoice", "upcoming", "updated", "voided", "marked_uncollectible"),
  ...of("invoice_payment", "paid"),
  ...of("payment_intent", "created", "succeeded", "payment_failed", "requires_action", "canceled"),
  ...of("setup_intent", "succeeded", "setup_failed"),
  ...of("payment_method", "attached", "detached", "automatically_updated"),
  ...of("charge", "succeeded", "failed", "refunded"),
  ...of("refund", "created"),
  ...of("product", "created", "updated"),
  ...of("price", "created", "updated"),
  ...of("billing.meter", "created"),
  ...of("billing_portal.session", "created"),
  ...of("subscription_schedule", "created", "updated", "released"),
  ...of("test_helpers.test_clock", "created", "advancing", "ready"),
];
