import Stripe from "stripe";
import { billingMode } from "@/lib/billing/billing-mode";
import { pacedClient } from "@/lib/billing/server/stripe/paced-client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** The local sandbox takes any test key; this one says what it is for. */
const sandboxKey = "sk_test_sandbox_0000000000000000";

const shared: { client?: Stripe; address?: string } = {};

/**
 * The one client of Stripe, or of the local sandbox. It is the only way to either, so a real key can go nowhere else.
 * @throws AppError `payment_processor_unavailable` while cards are not taken here (manual billing).
 */
export function stripeClient(): Stripe {
  const values = env();
  if (billingMode(values) === "manual") {
    throw new AppError("payment_processor_unavailable", "Card payments are not set up here.", { reason: "manual" });
  }
  const { FAREGATE_STRIPE_SANDBOX_URL: sandboxUrl, STRIPE_SECRET_KEY: key } = values;
  if (key && sandboxUrl) throw new Error("A real key must never be sent to a sandbox.");
  const address = sandboxUrl ?? "https://api.stripe.com";
  if (!shared.client || shared.address !== address) {
    const url = new URL(address);
    shared.client = new Stripe(key ?? sandboxKey, {
      protocol: url.protocol === "https:" ? "https" : "http",
      host: url.hostname,
      port: url.port || (url.protocol === "https:" ? 443 : 80),
      timeout: 20_000,
      maxNetworkRetries: 2,
      telemetry: false,
      // The sandbox stands beside us; Stripe takes 25 calls a second in test mode and 100 in live mode.
      ...(!sandboxUrl && { httpClient: pacedClient(billingMode(values) === "live" ? 80 : 20) }),
      appInfo: { name: "Faregate" },
    });
    shared.address = address;
  }
  return shared.client;
}
