import type Stripe from "stripe";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { createInvoiceItem } from "@/scripts/stripe-sandbox/invoices/create-invoice-item";
import { draftInvoice } from "@/scripts/stripe-sandbox/invoices/draft-invoice";
import { finalizeInvoice } from "@/scripts/stripe-sandbox/invoices/finalize-invoice";
import { payInvoice } from "@/scripts/stripe-sandbox/invoices/pay-invoice";
import { subscriptionOf } from "@/scripts/stripe-sandbox/invoices/subscription-of";
import { voidInvoice } from "@/scripts/stripe-sandbox/invoices/void-invoice";
import { takeCard } from "@/scripts/stripe-sandbox/payments/make-card";
import { previewInvoice } from "@/scripts/stripe-sandbox/subscriptions/preview-invoice";
import { refreshStatus } from "@/scripts/stripe-sandbox/subscriptions/refresh-status";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { all, get } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse, StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const createFields = [
  ...["customer", "auto_advance", "description", "metadata", "currency", "default_payment_method"],
  ...["pending_invoice_items_behavior", "collection_method"],
];

function createInvoice(world: World, params: Stripe.InvoiceCreateParams) {
  refuseOthers(params, createFields);
  const { id, currency } = get(world, "customer", params.customer, "customer");
  const takesItems = params.pending_invoice_items_behavior === "include";
  const composition = { customer: id, subscription: null, reason: "manual", lines: [], takesItems } as const;
  const card = params.default_payment_method ?? null;
  if (card) get(world, "payment_method", card, "default_payment_method");
  return draftInvoice(
    world,
    { ...composition, lines: [] },
    {
      auto_advance: params.auto_advance ?? false,
      collection_method: params.collection_method ?? "charge_automatically",
      currency: params.currency ?? currency ?? "usd",
      default_payment_method: card,
      description: params.description ?? null,
      metadata: mergeMetadata({}, params.metadata),
    },
  );
}

function updateInvoice(world: World, params: Stripe.InvoiceUpdateParams, id: string) {
  refuseOthers(params, ["auto_advance", "description", "metadata", "default_payment_method"]);
  const invoice = get(world, "invoice", id);
  const card = params.default_payment_method;
  if (card) get(world, "payment_method", card, "default_payment_method");
  const auto_advance = params.auto_advance ?? invoice.auto_advance;
  const later = invoice.created + world.settings.finalizeAfterSeconds;
  const patch = {
    auto_advance,
    automatically_finalizes_at: auto_advance && invoice.status === "draft" ? later : null,
    description: params.description ?? invoice.description,
    default_payment_method: card === undefined ? invoice.default_payment_method : card || null,
    metadata: mergeMetadata(invoice.metadata, params.metadata),
  };
  return update(world, invoice, patch, "invoice.updated");
}

function pay(world: World, params: Stripe.InvoicePayParams, id: string) {
  refuseOthers(params, ["payment_method", "off_session"]);
  const invoice = get(world, "invoice", id);
  if (invoice.status === "paid") refuse("Invoice is already paid", undefined, "invoice_already_paid");
  const card = params.payment_method
    ? takeCard(world, invoice.customer, params.payment_method, "payment_method")
    : null;
  const result = payInvoice(world, invoice, card, { isOffSession: params.off_session ?? true, isConfirmed: false });
  if (result.outcome === "paid") return invoice;
  if (result.outcome === "declined") {
    throw new StripeError(result.error.type === "card_error" ? 402 : 400, result.error);
  }
  const message = "This payment requires additional user action before it can be completed successfully.";
  throw new StripeError(402, { type: "card_error", code: "invoice_payment_intent_requires_action", message });
}

function markUncollectible(world: World, id: string) {
  const invoice = get(world, "invoice", id);
  if (invoice.status !== "open") refuse("You can only mark an open invoice as uncollectible.");
  const marked_uncollectible_at = nowOf(world, invoice.customer);
  Object.assign(invoice, { status: "uncollectible", next_payment_attempt: null });
  invoice.status_transitions = { ...invoice.status_transitions, marked_uncollectible_at };
  invoice.hidden.givesUpAt = null;
  tell(world, "invoice.marked_uncollectible", invoice);
  const subscription = subscriptionOf(world, invoice);
  if (subscription) refreshStatus(world, subscription);
  return invoice;
}

function listInvoices(world: World, params: Stripe.InvoiceListParams) {
  const cursor = ["limit", "starting_after", "ending_before", "created"];
  refuseOthers(params, ["customer", "status", "subscription", "collection_method", ...cursor]);
  const matching = all(world, "invoice").filter(
    (invoice) =>
      invoice.customer === (params.customer ?? invoice.customer) &&
      invoice.status === (params.status ?? invoice.status) &&
      invoice.collection_method === (params.collection_method ?? invoice.collection_method) &&
      (!params.subscription || subscriptionOf(world, invoice)?.id === params.subscription),
  );
  return listPage(matching, params, "/v1/invoices");
}

export const invoiceHandlers: Handlers = {
  "POST /v1/invoices": createInvoice,
  "GET /v1/invoices": listInvoices,
  "GET /v1/invoices/{id}": (world, _, id) => get(world, "invoice", id),
  "POST /v1/invoices/{id}": updateInvoice,
  "GET /v1/invoices/{id}/lines": (world, params: Stripe.PaginationParams, id) =>
    listPage([...get(world, "invoice", id).lines.data].reverse(), params, `/v1/invoices/${id}/lines`),
  "POST /v1/invoices/create_preview": (world, params: Stripe.InvoiceCreatePreviewParams) => {
    refuseOthers(params, ["customer", "subscription", "subscription_details"]);
    const subscription = get(world, "subscription", params.subscription, "subscription");
    return previewInvoice(world, subscription, params.subscription_details);
  },
  "POST /v1/invoices/{id}/finalize": (world, params: Stripe.InvoiceFinalizeInvoiceParams, id) => {
    refuseOthers(params, ["auto_advance"]);
    const invoice = get(world, "invoice", id);
    if (params.auto_advance !== undefined) invoice.auto_advance = params.auto_advance;
    return finalizeInvoice(world, invoice);
  },
  "POST /v1/invoices/{id}/pay": pay,
  "POST /v1/invoices/{id}/void": (world, _, id) => voidInvoice(world, get(world, "invoice", id)),
  "POST /v1/invoices/{id}/mark_uncollectible": (world, _, id) => markUncollectible(world, id),
  "POST /v1/invoiceitems": createInvoiceItem,
  "GET /v1/invoice_payments": (world, params: Stripe.InvoicePaymentListParams) => {
    const intent = params.payment?.payment_intent;
    const matching = all(world, "invoice_payment").filter(
      ({ invoice, payment, status }) =>
        invoice === (params.invoice ?? invoice) &&
        status === (params.status ?? status) &&
        payment.payment_intent === (intent ?? payment.payment_intent),
    );
    return listPage(matching, params, "/v1/invoice_payments");
  },
};
