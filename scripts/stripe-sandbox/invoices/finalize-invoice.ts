import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { addUp } from "@/scripts/stripe-sandbox/invoices/compose-invoice";
import { countUsage } from "@/scripts/stripe-sandbox/invoices/count-usage";
import { markPaid } from "@/scripts/stripe-sandbox/invoices/mark-paid";
import { subscriptionOf } from "@/scripts/stripe-sandbox/invoices/subscription-of";
import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import { makePaymentIntent } from "@/scripts/stripe-sandbox/payments/charge-card";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const day = 86_400;

/** Numbers an invoice and opens it; one with nothing due is paid at once. */
export function finalizeInvoice(world: World, invoice: Invoice): Invoice {
  if (invoice.status !== "draft") refuse("This invoice is already finalized.", undefined, "invoice_not_editable");
  const customer = get(world, "customer", invoice.customer);
  const now = nowOf(world, customer.id);
  countUsage(world, invoice);
  addUp(invoice, customer.balance);
  const number = customer.next_invoice_sequence;
  customer.next_invoice_sequence += 1;
  update(world, customer, { balance: invoice.ending_balance ?? 0 }, "customer.updated");
  const url = `${world.pageUrl}/i/${invoice.id}`;
  const isSent = invoice.collection_method === "send_invoice";
  Object.assign(invoice, {
    status: "open",
    number: `${customer.invoice_prefix}-${String(number).padStart(4, "0")}`,
    automatically_finalizes_at: null,
    due_date: isSent ? now + (subscriptionOf(world, invoice)?.days_until_due ?? 30) * day : null,
    effective_at: now,
    hosted_invoice_url: url,
    invoice_pdf: `${url}/pdf`,
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
  });
  if (invoice.amount_due > 0) openPayment(world, invoice, now);
  tell(world, "invoice.finalized", invoice);
  if (invoice.amount_due === 0) markPaid(world, invoice);
  return invoice;
}

function openPayment(world: World, invoice: Invoice, now: number) {
  const { id, amount_due, currency, customer, number } = invoice;
  if (invoice.hidden.paymentIntent === null) {
    const intent = makePaymentIntent(world, {
      amount: amount_due,
      currency,
      customer,
      description: `Invoice ${number}`,
      metadata: {},
      setup_future_usage: null,
    });
    invoice.hidden.paymentIntent = intent.id;
  }
  insert(world, "invoice_payment", {
    created: now,
    amount_paid: null,
    amount_requested: amount_due,
    currency,
    invoice: id,
    is_default: true,
    payment: { type: "payment_intent", payment_intent: invoice.hidden.paymentIntent },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  });
}
