import type { BillingReason, Invoice, InvoiceItem, InvoiceLine } from "@/scripts/stripe-sandbox/invoices/types";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { newId } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { all, get } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export interface Composition {
  customer: string;
  subscription: Subscription | null;
  reason: BillingReason;
  lines: InvoiceLine[];
  /** Items that wait for the next invoice come onto this one. */
  takesItems: boolean;
  period?: { start: number; end: number };
}

/** An invoice as it would be made now. Nothing is kept: a preview and the real invoice come from here alike. */
export function composeInvoice(world: World, composition: Composition): { invoice: Invoice; items: InvoiceItem[] } {
  const { customer: id, subscription, reason } = composition;
  const customer = get(world, "customer", id, "customer");
  const now = nowOf(world, id);
  const items = composition.takesItems ? waitingItems(world, id, subscription) : [];
  const invoiceId = newId("invoice");
  const lines = [...composition.lines, ...items.map(lineOfItem)].map((line) => ({ ...line, invoice: invoiceId }));
  const invoice: Invoice = {
    id: invoiceId,
    object: "invoice",
    created: now,
    customer: id,
    customer_email: customer.email,
    customer_name: customer.name,
    account_country: "US",
    account_name: "Stripe sandbox",
    currency: subscription?.currency ?? lines[0]?.currency ?? customer.currency ?? "usd",
    status: "draft",
    billing_reason: reason,
    collection_method: subscription?.collection_method ?? "charge_automatically",
    auto_advance: subscription?.status !== "unpaid",
    automatically_finalizes_at: null,
    amount_due: 0,
    amount_paid: 0,
    amount_remaining: 0,
    attempt_count: 0,
    attempted: false,
    default_payment_method: null,
    description: null,
    due_date: null,
    effective_at: null,
    starting_balance: customer.balance,
    ending_balance: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    lines: { object: "list", data: lines, has_more: false, url: `/v1/invoices/${invoiceId}/lines` },
    metadata: {},
    next_payment_attempt: null,
    number: null,
    parent: subscription && {
      type: "subscription_details",
      subscription_details: { subscription: subscription.id, metadata: subscription.metadata },
    },
    period_start: composition.period?.start ?? now,
    period_end: composition.period?.end ?? now,
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    total: 0,
    total_excluding_tax: 0,
    issuer: { type: "self" },
    test_clock: customer.test_clock,
    hidden: { paymentIntent: null, retries: 0, givesUpAt: null },
  };
  return { invoice: addUp(invoice, customer.balance), items };
}

/** Less than this cannot be charged and waits in the customer's balance. */
const leastCharge = 50;

/**
 * Sums up the lines against the customer's balance: a credit is negative, a debt is positive and collected.
 *
 * @returns the invoice, changed
 */
export function addUp(invoice: Invoice, balance: number): Invoice {
  const total = invoice.lines.data.reduce((sum, { amount }) => sum + amount, 0);
  const due = total + balance;
  const charged = due >= leastCharge && total > 0 ? due : 0;
  return Object.assign(invoice, {
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
    starting_balance: balance,
    ending_balance: due - charged,
    amount_due: charged,
    amount_remaining: charged,
  });
}

function waitingItems(world: World, customer: string, subscription: Subscription | null): InvoiceItem[] {
  return all(world, "invoiceitem").filter(
    (item) =>
      item.customer === customer &&
      item.invoice === null &&
      (item.hidden.subscription === null || item.hidden.subscription === subscription?.id),
  );
}

export const lineOfItem = (item: InvoiceItem): InvoiceLine => ({
  id: newId("line_item"),
  object: "line_item",
  amount: item.amount,
  subtotal: item.amount,
  currency: item.currency,
  description: item.description,
  discountable: item.discountable,
  invoice: item.invoice,
  metadata: item.metadata,
  parent: {
    type: "invoice_item_details",
    invoice_item_details: {
      invoice_item: item.id,
      proration: item.proration,
      proration_details: null,
      subscription: item.hidden.subscription,
    },
    subscription_item_details: null,
  },
  period: item.period,
  pricing: item.pricing,
  quantity: item.quantity,
  quantity_decimal: item.quantity_decimal,
  subscription: item.hidden.subscription,
});
