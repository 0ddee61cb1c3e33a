import type Stripe from "stripe";

/** What people may do on the provider's own page. Plans are changed here, where quotas and credits are known. */
export const portalConfiguration = {
  business_profile: { headline: "Manage payment methods, billing details and invoices" },
  features: {
    payment_method_update: { enabled: true },
    invoice_history: { enabled: true },
    customer_update: { enabled: true, allowed_updates: ["name", "email", "address", "tax_id"] },
    subscription_cancel: {
      enabled: true,
      mode: "at_period_end",
      cancellation_reason: {
        enabled: true,
        options: [
          "too_expensive",
          "missing_features",
          "switched_service",
          "unused",
          "low_quality",
          "too_complex",
          "other",
        ],
      },
    },
    subscription_update: { enabled: false },
  },
  metadata: { managed_by: "faregate" },
} satisfies Stripe.BillingPortal.ConfigurationCreateParams;
