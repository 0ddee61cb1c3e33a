import { accountHandlers } from "@/scripts/stripe-sandbox/account/handlers";
import { catalogHandlers } from "@/scripts/stripe-sandbox/catalog/handlers";
import { checkoutHandlers } from "@/scripts/stripe-sandbox/checkout/handlers";
import { clockHandlers } from "@/scripts/stripe-sandbox/clocks/handlers";
import { customerHandlers } from "@/scripts/stripe-sandbox/customers/handlers";
import type { Includes } from "@/scripts/stripe-sandbox/http/expand-answer";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { invoiceHandlers } from "@/scripts/stripe-sandbox/invoices/handlers";
import { meterHandlers } from "@/scripts/stripe-sandbox/meters/handlers";
import { paymentHandlers } from "@/scripts/stripe-sandbox/payments/handlers";
import { portalHandlers } from "@/scripts/stripe-sandbox/portal/handlers";
import { scheduleHandlers } from "@/scripts/stripe-sandbox/schedules/handlers";
import { subscriptionHandlers } from "@/scripts/stripe-sandbox/subscriptions/handlers";
import { all, find, get } from "@/scripts/stripe-sandbox/world/objects";

/** Every endpoint that is served. */
export const handlers: Handlers = {
  ...accountHandlers,
  ...catalogHandlers,
  ...checkoutHandlers,
  ...clockHandlers,
  ...customerHandlers,
  ...invoiceHandlers,
  ...meterHandlers,
  ...paymentHandlers,
  ...portalHandlers,
  ...scheduleHandlers,
  ...subscriptionHandlers,
};

export const includes: Includes = {
  "customer.tax_ids": (world, id) =>
    listPage([...(get(world, "customer", id).hidden.taxIds ?? [])], {}, `/v1/customers/${id}/tax_ids`),
  "customer.subscriptions": (world, id) => {
    const live = all(world, "subscription").filter(({ customer, ended_at }) => customer === id && ended_at === null);
    return listPage(live, {}, `/v1/customers/${id}/subscriptions`);
  },
  "checkout.session.line_items": (world, id) => {
    const { lines } = get(world, "checkout.session", id).hidden;
    return listPage([...lines].reverse(), {}, `/v1/checkout/sessions/${id}/line_items`);
  },
  "invoice.payments": (world, id) => {
    const payments = all(world, "invoice_payment").filter(({ invoice }) => invoice === id);
    return listPage(payments, {}, "/v1/invoice_payments");
  },
  "invoice.confirmation_secret": (world, id) => {
    const intent = find(world, "payment_intent", find(world, "invoice", id)?.hidden.paymentIntent);
    return intent && { client_secret: intent.client_secret, type: "payment_intent" };
  },
  "price.tiers": (world, id) => get(world, "price", id).hidden.tiers,
};
