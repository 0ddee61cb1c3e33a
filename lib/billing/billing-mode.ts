import type { BillingMode } from "@/lib/billing/types";

type Values = {
  FAREGATE_BILLING: "auto" | "manual";
  STRIPE_SECRET_KEY?: string | undefined;
  FAREGATE_STRIPE_SANDBOX_URL?: string | undefined;
  FAREGATE_TEST_CLOCKS?: "1" | undefined;
};

/** Where money goes with these settings: nowhere (`manual`), the local sandbox, or Stripe by the kind of its key. */
export function billingMode(values: Values): BillingMode {
  if (values.FAREGATE_BILLING === "manual") return "manual";
  const { STRIPE_SECRET_KEY: key } = values;
  if (key) return /^.k_live_/.test(key) ? "live" : "test";
  return values.FAREGATE_STRIPE_SANDBOX_URL ? "sandbox" : "manual";
}

/** Whether each new customer has a clock of its own that can be moved. */
export function hasTestClocks(values: Values): boolean {
  const mode = billingMode(values);
  return mode === "sandbox" || (mode === "test" && values.FAREGATE_TEST_CLOCKS === "1");
}
