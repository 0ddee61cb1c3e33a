import type Stripe from "stripe";
import { env } from "@/lib/env";

/** Taxes are counted by the payment provider or not at all; to count them it needs to know where somebody is. */
export function taxParams(): Pick<
  Stripe.Checkout.SessionCreateParams,
  "automatic_tax" | "billing_address_collection" | "tax_id_collection" | "customer_update"
> {
  if (env().STRIPE_AUTOMATIC_TAX !== "on") return {};
  return {
    automatic_tax: { enabled: true },
    billing_address_collection: "required",
    tax_id_collection: { enabled: true },
    customer_update: { address: "auto", name: "auto" },
  };
}
