import type Stripe from "stripe";
import { amountOf } from "@/scripts/stripe-sandbox/catalog/amount-of";
import { addUp, lineOfItem } from "@/scripts/stripe-sandbox/invoices/compose-invoice";
import type { InvoiceItem } from "@/scripts/stripe-sandbox/invoices/types";
import { pricingOf } from "@/scripts/stripe-sandbox/subscriptions/item-lines";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const obeyed = [
  ...["customer", "invoice", "subscription", "amount", "currency", "description", "metadata", "period"],
  ...["pricing", "quantity"],
];

/** An item for the draft that is named, or for the customer's next invoice. */
export function createInvoiceItem(world: World, params: Stripe.InvoiceItemCreateParams): InvoiceItem {
  refuseOthers(params, obeyed);
  const invoice = params.invoice ? get(world, "invoice", params.invoice, "invoice") : null;
  if (invoice && invoice.status !== "draft") {
    refuse("The invoice is finalized and takes no more items.", "invoice", "invoice_not_editable");
  }
  const customer = get(world, "customer", params.customer ?? invoice?.customer, "customer");
  const price = params.pricing?.price ? get(world, "price", params.pricing.price, "pricing[price]") : null;
  const quantity = params.quantity ?? 1;
  const amount = price
    ? amountOf(price, String(quantity))
    : (params.amount ?? refuse("Missing required param: amount.", "amount", "parameter_missing"));
  const currency = params.currency?.toLowerCase() ?? price?.currency ?? invoice?.currency ?? customer.currency;
  const now = nowOf(world, customer.id);
  const subscription = params.subscription ? get(world, "subscription", params.subscription, "subscription").id : null;
  const item = insert(world, "invoiceitem", {
    ...{ amount, net_amount: amount, date: now, quantity, quantity_decimal: String(quantity) },
    currency: currency ?? refuse("Missing required param: currency.", "currency", "parameter_missing"),
    customer: customer.id,
    description: params.description ?? null,
    discountable: true,
    invoice: invoice?.id ?? null,
    metadata: mergeMetadata({}, params.metadata),
    parent: subscription ? { type: "subscription_details", subscription_details: { subscription } } : null,
    period: params.period ?? { start: now, end: now },
    pricing: price && pricingOf(price),
    proration: false,
    test_clock: customer.test_clock,
    hidden: { subscription },
  });
  if (invoice) {
    if (invoice.currency !== item.currency) invoice.currency = item.currency;
    invoice.lines.data.push(lineOfItem(item));
    addUp(invoice, customer.balance);
  }
  return item;
}
