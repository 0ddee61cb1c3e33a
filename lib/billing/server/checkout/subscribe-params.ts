import type Stripe from "stripe";
import { returnUrls } from "@/lib/billing/server/checkout/return-urls";
import { taxParams } from "@/lib/billing/server/checkout/tax-params";
import type { Intent } from "@/lib/billing/server/checkout/write-intent";
import type { StripePrices } from "@/lib/billing/server/plans/stripe-prices-of";
import type { TrialOffer } from "@/lib/billing/trial-offer";

/** What the hosted page is asked to sell. Made of stored values alone: a repeat asks for the very same. */
export function subscribeParams(
  intent: Intent,
  customer: string,
  prices: StripePrices,
  trial: TrialOffer,
): Stripe.Checkout.SessionCreateParams {
  const metadata = { tenant_id: intent.tenantId, intent_id: intent.id };
  return {
    mode: "subscription",
    customer,
    client_reference_id: intent.tenantId,
    line_items: [
      ...(prices.flat === null ? [] : [{ price: prices.flat, quantity: 1 }]),
      ...prices.metered.map(({ stripePriceId }) => ({ price: stripePriceId })),
    ],
    subscription_data: { metadata, ...trialParams(trial) },
    metadata,
    ...returnUrls(intent),
    ...taxParams(),
  };
}

function trialParams(trial: TrialOffer): Stripe.Checkout.SessionCreateParams.SubscriptionData {
  if (trial.kind === "carried") return { trial_end: Math.floor(trial.endsAt.getTime() / 1000) };
  if (trial.kind !== "with_card") return {};
  return {
    trial_period_days: trial.days,
    trial_settings: { end_behavior: { missing_payment_method: "cancel" } },
  };
}
