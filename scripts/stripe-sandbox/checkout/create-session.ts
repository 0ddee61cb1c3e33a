import type Stripe from "stripe";
import { makeLine } from "@/scripts/stripe-sandbox/checkout/make-line";
import type { CheckoutLine, CheckoutSession } from "@/scripts/stripe-sandbox/checkout/types";
import type { Customer } from "@/scripts/stripe-sandbox/customers/types";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const obeyed = [
  ...["mode", "customer", "customer_email", "client_reference_id", "line_items", "success_url", "cancel_url"],
  ...["currency", "expires_at", "metadata", "ui_mode", "payment_method_collection", "subscription_data"],
  ...["payment_intent_data", "setup_intent_data", "invoice_creation", "locale", "submit_type"],
];
const subscriptionData = [
  "metadata",
  "trial_end",
  "trial_period_days",
  "trial_settings",
  "billing_mode",
  "description",
];
const hour = 3_600;
const day = 24 * hour;

/** Opens a checkout; nothing is sold before its page is completed. @throws StripeError */
export function createSession(world: World, params: Stripe.Checkout.SessionCreateParams): CheckoutSession {
  refuseOthers(params, obeyed);
  refuseOthers(params.subscription_data ?? {}, subscriptionData, "subscription_data");
  refuseOthers(
    params.payment_intent_data ?? {},
    ["metadata", "setup_future_usage", "description"],
    "payment_intent_data",
  );
  refuseOthers(params.setup_intent_data ?? {}, ["metadata"], "setup_intent_data");
  const mode = (params.mode ?? "payment") as CheckoutSession["mode"];
  if (params.ui_mode && params.ui_mode !== "hosted_page") refuse("The sandbox has hosted pages only.", "ui_mode");
  if (!params.success_url) refuse("You must provide a success_url.", "success_url", "parameter_missing");
  const customer = params.customer ? get(world, "customer", params.customer, "customer") : null;
  if (customer && params.customer_email) refuse("Send either customer or customer_email.", "customer_email");
  const lines = (params.line_items ?? []).map((line, at) => makeLine(world, mode, line, at));
  checkLines(mode, lines, customer);
  const now = nowOf(world, customer?.id ?? null);
  const isTrial = Boolean(params.subscription_data?.trial_end || params.subscription_data?.trial_period_days);
  const total = isTrial ? 0 : lines.reduce((sum, { amount_total }) => sum + amount_total, 0);
  const session = insert(world, "checkout.session", {
    created: now,
    mode,
    status: "open",
    payment_status: mode === "setup" || total === 0 ? "no_payment_required" : "unpaid",
    customer: customer?.id ?? null,
    customer_email: params.customer_email ?? null,
    customer_details: customer && { email: customer.email, name: customer.name, tax_exempt: "none", tax_ids: [] },
    client_reference_id: params.client_reference_id ?? null,
    success_url: params.success_url ?? null,
    cancel_url: params.cancel_url ?? null,
    currency: lines[0]?.currency ?? params.currency ?? null,
    amount_subtotal: mode === "setup" ? null : total,
    amount_total: mode === "setup" ? null : total,
    expires_at: expiryOf(params.expires_at, now),
    metadata: mergeMetadata({}, params.metadata),
    ui_mode: "hosted_page",
    url: null,
    subscription: null,
    invoice: null,
    payment_intent: null,
    setup_intent: null,
    payment_method_types: ["card"],
    payment_method_collection: params.payment_method_collection === "if_required" ? "if_required" : "always",
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    invoice_creation:
      mode === "payment" ? { enabled: params.invoice_creation?.enabled ?? false, invoice_data: {} } : null,
    hidden: { lines, params },
  });
  session.url = `${world.pageUrl}/c/pay/${session.id}`;
  return session;
}

function checkLines(mode: string, lines: CheckoutLine[], customer: Customer | null) {
  if (mode !== "setup" && lines.length === 0) {
    refuse("You must provide line_items.", "line_items", "parameter_missing");
  }
  if (mode === "setup" && lines.length > 0) refuse("You cannot use line_items in setup mode.", "line_items");
  if (mode === "subscription" && !lines.some(({ price }) => price.recurring)) {
    refuse("You must provide at least one recurring price in `subscription` mode.", "line_items");
  }
  if (mode === "subscription" && lines.some(({ price }) => !price.recurring)) {
    refuse("The sandbox sells one-time prices in `payment` mode only.", "line_items");
  }
  const currencies = new Set([
    ...lines.map(({ currency }) => currency),
    ...(customer?.currency ? [customer.currency] : []),
  ]);
  if (currencies.size > 1) {
    refuse("You cannot combine currencies on a single customer.", "line_items");
  }
}

function expiryOf(wanted: number | undefined, now: number): number {
  if (wanted === undefined) return now + day;
  if (wanted < now + hour / 2 || wanted > now + day) {
    refuse("`expires_at` must be between 30 minutes and 24 hours from now.", "expires_at");
  }
  return wanted;
}
