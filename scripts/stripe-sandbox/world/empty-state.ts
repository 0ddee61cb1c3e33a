import { randomWord } from "@/scripts/stripe-sandbox/world/new-id";
import type { State } from "@/scripts/stripe-sandbox/world/types";

/** A new account with nothing in it. Its id is random, so that a portal notices when the sandbox was reset. */
export function emptyState(): State {
  return {
    accountId: `acct_${randomWord(16)}`,
    webhookSecret: `whsec_${randomWord(32)}`,
    offsetSeconds: 0,
    objects: {
      customer: new Map(),
      payment_method: new Map(),
      payment_intent: new Map(),
      setup_intent: new Map(),
      charge: new Map(),
      refund: new Map(),
      product: new Map(),
      price: new Map(),
      "billing.meter": new Map(),
      meter_use: new Map(),
      "checkout.session": new Map(),
      subscription: new Map(),
      subscription_schedule: new Map(),
      invoice: new Map(),
      invoiceitem: new Map(),
      invoice_payment: new Map(),
      "billing_portal.configuration": new Map(),
      "billing_portal.session": new Map(),
      "test_helpers.test_clock": new Map(),
      webhook_endpoint: new Map(),
      event: new Map(),
    },
    idempotency: new Map(),
  };
}
