import type Stripe from "stripe";
import type { Customer } from "@/scripts/stripe-sandbox/customers/types";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { cancelSubscription } from "@/scripts/stripe-sandbox/subscriptions/cancel-subscription";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { randomWord } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOfClock } from "@/scripts/stripe-sandbox/world/now-of";
import { all, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

type Fields = Stripe.CustomerCreateParams & Stripe.CustomerUpdateParams;

export function createCustomer(world: World, params: Stripe.CustomerCreateParams): Customer {
  const clock = params.test_clock ?? null;
  if (clock) get(world, "test_helpers.test_clock", clock, "test_clock");
  const customer = insert(world, "customer", {
    created: nowOfClock(world, clock),
    balance: params.balance ?? 0,
    currency: null,
    email: null,
    name: null,
    description: null,
    phone: null,
    address: null,
    invoice_prefix: randomWord(8).toUpperCase(),
    next_invoice_sequence: 1,
    invoice_settings: { default_payment_method: null },
    metadata: {},
    test_clock: clock,
    hidden: {},
  });
  Object.assign(customer, patchOf(world, customer, params));
  tell(world, "customer.created", customer);
  return customer;
}

function patchOf(world: World, customer: Customer, params: Fields): Partial<Customer> {
  const patch: Partial<Customer> = { metadata: mergeMetadata(customer.metadata, params.metadata) };
  if (params.email !== undefined) patch.email = params.email || null;
  if (params.name !== undefined) patch.name = params.name || null;
  if (params.description !== undefined) patch.description = params.description || null;
  if (params.phone !== undefined) patch.phone = params.phone || null;
  if (params.balance !== undefined) patch.balance = params.balance;
  if (params.address !== undefined) patch.address = params.address ? addressOf(params.address) : null;
  const card = params.invoice_settings?.default_payment_method;
  if (card !== undefined) {
    const param = "invoice_settings[default_payment_method]";
    if (card && get(world, "payment_method", card, param).customer !== customer.id) {
      refuse(`The customer does not have a payment method with the ID ${card}.`, param, "resource_missing");
    }
    patch.invoice_settings = { default_payment_method: card || null };
  }
  return patch;
}

const addressOf = (address: object) => ({
  ...{ city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  ...address,
});

function deleteCustomer(world: World, id: string) {
  const customer = get(world, "customer", id, "id");
  for (const subscription of all(world, "subscription")) {
    if (subscription.customer === id && !subscription.ended_at) cancelSubscription(world, subscription);
  }
  tell(world, "customer.deleted", customer);
  customer.deleted = true;
  return { id, object: "customer", deleted: true };
}

export const customerHandlers: Handlers = {
  "POST /v1/customers": createCustomer,
  "GET /v1/customers": (world, params: Stripe.CustomerListParams) => {
    const matching = all(world, "customer").filter(
      ({ deleted, email, test_clock }) =>
        !deleted &&
        (params.email === undefined || email === params.email) &&
        test_clock === (params.test_clock ?? test_clock),
    );
    return listPage(matching, params, "/v1/customers");
  },
  "GET /v1/customers/{id}": (world, _, id) => get(world, "customer", id),
  "POST /v1/customers/{id}": (world, params: Stripe.CustomerUpdateParams, id) => {
    const customer = get(world, "customer", id, "id");
    return update(world, customer, patchOf(world, customer, params), "customer.updated");
  },
  "DELETE /v1/customers/{id}": (world, _, id) => deleteCustomer(world, id),
  "GET /v1/customers/{id}/payment_methods": (world, params: Stripe.CustomerListPaymentMethodsParams, id) => {
    get(world, "customer", id);
    const cards = all(world, "payment_method").filter(({ customer }) => customer === id);
    return listPage(params.type && params.type !== "card" ? [] : cards, params, `/v1/customers/${id}/payment_methods`);
  },
};
