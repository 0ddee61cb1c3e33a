import type { CheckoutSession } from "@/scripts/stripe-sandbox/checkout/types";
import { draftInvoice } from "@/scripts/stripe-sandbox/invoices/draft-invoice";
import { finalizeInvoice } from "@/scripts/stripe-sandbox/invoices/finalize-invoice";
import { markPaid } from "@/scripts/stripe-sandbox/invoices/mark-paid";
import type { InvoiceLine } from "@/scripts/stripe-sandbox/invoices/types";
import { attachCard } from "@/scripts/stripe-sandbox/payments/attach-card";
import { chargeCard, makePaymentIntent } from "@/scripts/stripe-sandbox/payments/charge-card";
import type { PaymentMethod } from "@/scripts/stripe-sandbox/payments/types";
import { pricingOf } from "@/scripts/stripe-sandbox/subscriptions/item-lines";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { newId } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { find, get } from "@/scripts/stripe-sandbox/world/objects";
import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Payment mode: one payment, with an invoice for it where that was asked for. */
export function paySession(
  world: World,
  session: CheckoutSession,
  card: PaymentMethod,
  isConfirmed: boolean,
): "complete" | "action_required" {
  const customer = get(world, "customer", session.customer);
  const data = session.hidden.params.payment_intent_data;
  const intent =
    find(world, "payment_intent", session.payment_intent) ??
    makePaymentIntent(world, {
      amount: session.amount_total ?? 0,
      currency: session.currency ?? "usd",
      customer: customer.id,
      description: data?.description ?? null,
      metadata: mergeMetadata({}, data?.metadata),
      setup_future_usage: data?.setup_future_usage === "off_session" ? "off_session" : null,
    });
  session.payment_intent = intent.id;
  const result = chargeCard(world, intent, card, { isOffSession: false, isConfirmed });
  if (result.outcome === "action_required") return "action_required";
  if (result.outcome === "declined") throw new StripeError(402, result.error);
  if (data?.setup_future_usage) attachCard(world, card, customer.id);
  customer.currency ??= session.currency;
  if (session.invoice_creation?.enabled) invoicePayment(world, session, intent.id);
  return "complete";
}

/** The invoice of a payment that was made already. */
function invoicePayment(world: World, session: CheckoutSession, paymentIntent: string) {
  const customer = get(world, "customer", session.customer);
  const now = nowOf(world, customer.id);
  const lines = session.hidden.lines.map(
    (line): InvoiceLine => ({
      id: newId("line_item"),
      object: "line_item",
      amount: line.amount_total,
      subtotal: line.amount_subtotal,
      currency: line.currency,
      description: line.description,
      discountable: true,
      invoice: null,
      metadata: {},
      parent: null,
      period: { start: now, end: now },
      pricing: pricingOf(line.price),
      quantity: line.quantity,
      quantity_decimal: line.quantity === null ? null : String(line.quantity),
      subscription: null,
    }),
  );
  const composition = { customer: customer.id, subscription: null, lines, takesItems: false };
  const metadata = mergeMetadata({}, session.hidden.params.invoice_creation?.invoice_data?.metadata);
  const patch = { auto_advance: false, metadata };
  const { balance } = customer;
  customer.balance = 0;
  const invoice = draftInvoice(world, { ...composition, reason: "manual" }, patch);
  invoice.hidden.paymentIntent = paymentIntent;
  finalizeInvoice(world, invoice);
  customer.balance = balance;
  if (invoice.status === "open") markPaid(world, invoice);
  session.invoice = invoice.id;
}
