import Stripe from "stripe";
import { type Sandbox, type SandboxOptions, startSandbox } from "@/scripts/stripe-sandbox/start-sandbox";

export interface Rig extends Sandbox {
  stripe: Stripe;
}

/** A sandbox in memory and the unmodified SDK in front of it. */
export async function openClient(options: Partial<SandboxOptions> = {}): Promise<Rig> {
  const sandbox = await startSandbox({ port: 0, retryPauseMs: 10, ...options });
  const { hostname, port } = new URL(sandbox.url);
  const stripe = new Stripe("sk_test_sandbox", {
    host: hostname,
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return { ...sandbox, stripe };
}

/** A plan with a flat price of 49.00 a month and a metered one of half a cent a call. */
export async function makePlan({ stripe }: Rig, name = "Pro", unit_amount = 4_900) {
  const meter =
    (await stripe.billing.meters.list()).data[0] ??
    (await stripe.billing.meters.create({
      display_name: "Calls",
      event_name: "fg_calls",
      default_aggregation: { formula: "sum" },
    }));
  const product = await stripe.products.create({ id: `plan_${name.toLowerCase()}`, name });
  const flat = await stripe.prices.create({
    ...{ product: product.id, currency: "usd", unit_amount, recurring: { interval: "month" } },
    lookup_key: `plan:${name}:flat`,
  });
  const overage = await stripe.prices.create({
    ...{ product: product.id, currency: "usd", unit_amount_decimal: Stripe.Decimal.from("0.5") },
    recurring: { interval: "month", usage_type: "metered", meter: meter.id },
  });
  return { meter, product, flat, overage };
}

/** A customer on a clock of its own, with a default card. */
export async function makeCustomer({ stripe }: Rig, card = "pm_card_visa", start = Date.UTC(2027, 0, 31, 12) / 1000) {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const customer = await stripe.customers.create({ email: "ada@example.com", test_clock: clock.id });
  await useCard({ stripe }, customer.id, card);
  return { clock, customer, start };
}

export async function useCard({ stripe }: Pick<Rig, "stripe">, customer: string, card: string) {
  const { id } = await stripe.paymentMethods.attach(card, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  return id;
}

/** Moves a clock, step by step where Stripe allows no more at once, and waits until it is there. */
export async function moveClock({ stripe }: Pick<Rig, "stripe">, clock: string, target: number) {
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: target });
  while ((await stripe.testHelpers.testClocks.retrieve(clock)).status !== "ready") {
    await new Promise((done) => setTimeout(done, 10));
  }
}
