import { update } from "@/scripts/stripe-sandbox/events/update";
import { payInvoice } from "@/scripts/stripe-sandbox/invoices/pay-invoice";
import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import { cardForm, readCard } from "@/scripts/stripe-sandbox/pages/card-form";
import { alert, day, html, money, page, redirect } from "@/scripts/stripe-sandbox/pages/html";
import type { PageAnswer } from "@/scripts/stripe-sandbox/pages/types";
import { attachCard } from "@/scripts/stripe-sandbox/payments/attach-card";
import { find, get } from "@/scripts/stripe-sandbox/world/objects";
import { StripeError, type StripeErrorBody } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export function showInvoice(invoice: Invoice, error: StripeErrorBody | null = null): PageAnswer {
  const { currency, lines, number, status } = invoice;
  const body = html`${alert(error?.message ?? null, error?.decline_code ?? error?.code)}
<p>Status: <strong>${status}</strong></p><p>Period: ${day(invoice.period_start)} to ${day(invoice.period_end)}</p>
<table><thead><tr><th scope="col">What</th><th scope="col">Period</th><th scope="col">Amount</th></tr></thead><tbody>
${lines.data.map((line) => html`<tr><td>${line.description}</td><td>${day(line.period.start)} – ${day(line.period.end)}</td><td>${money(line.amount, currency)}</td></tr>`)}
<tr><th scope="row" colspan="2">Amount due</th><td><strong>${money(invoice.amount_due, currency)}</strong></td></tr>
<tr><th scope="row" colspan="2">Paid</th><td>${money(invoice.amount_paid, currency)}</td></tr></tbody></table>
${invoice.invoice_pdf && html`<p><a href="/i/${invoice.id}/pdf">Download PDF</a></p>`}
${status === "open" ? cardForm("Pay invoice", "pay") : html``}`;
  return page(`Invoice ${number ?? "(draft)"}`, body, error ? 402 : 200);
}

export function submitInvoice(world: World, invoice: Invoice, form: Record<string, string>): PageAnswer {
  if (invoice.status !== "open") return showInvoice(invoice);
  try {
    return payWith(world, invoice, readCard(world, invoice.customer, form).id, false);
  } catch (problem) {
    if (problem instanceof StripeError) return showInvoice(invoice, problem.body);
    throw problem;
  }
}

/** A card that pays here becomes the customer's default. */
export function payWith(world: World, invoice: Invoice, cardId: string, isConfirmed: boolean): PageAnswer {
  const card = get(world, "payment_method", cardId);
  const result = payInvoice(world, invoice, card, { isOffSession: false, isConfirmed });
  if (result.outcome === "declined") return showInvoice(invoice, result.error);
  if (result.outcome === "action_required") {
    return redirect(`/3ds/${invoice.hidden.paymentIntent}?invoice=${invoice.id}&card=${card.id}`);
  }
  attachCard(world, card, invoice.customer);
  const customer = find(world, "customer", invoice.customer);
  const invoice_settings = { default_payment_method: card.id };
  if (customer) update(world, customer, { invoice_settings }, "customer.updated");
  return redirect(`/i/${invoice.id}`);
}
