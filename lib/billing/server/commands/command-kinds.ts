import Stripe from "stripe";

type Options = { idempotencyKey: string };
type Kind<Request, Answer extends { object: string }> = {
  /** What the answer must say it is. */
  object: Answer["object"];
  send: (stripe: Stripe, request: Request, options: Options, commandId: string) => Promise<Answer>;
  /** Whether the effect stands, asked once the key is too old to be repeated; null: it does not. */
  find: (stripe: Stripe, request: Request, commandId: string) => Promise<Answer | null>;
};
type WithMetadata = { metadata?: Stripe.Emptyable<Stripe.MetadataParam> };
type PriceParams = Omit<Stripe.PriceCreateParams, "unit_amount_decimal"> & { unit_amount_decimal?: string };

const kind = <Request, Answer extends { object: string }>(stated: Kind<Request, Answer>) => stated;

/** What is created carries the command's id, by which it is found again. */
const marked = <Params extends WithMetadata>(params: Params, commandId: string): Params => ({
  ...params,
  metadata: { ...(params.metadata || {}), command_id: commandId },
});
const isOf = (commandId: string) => (object: { metadata: Stripe.Metadata | null }) =>
  object.metadata?.command_id === commandId;

/** The first object of a list that fits. */
async function first<Item>(list: AsyncIterable<Item>, fits: (item: Item) => boolean): Promise<Item | null> {
  for await (const item of list) if (fits(item)) return item;
  return null;
}
const idText = (reference: string | { id: string } | null | undefined) =>
  typeof reference === "string" ? reference : (reference?.id ?? null);

/**
 * Every call that moves money or plan state, by Stripe's own name for it. The request is plain JSON, kept with the
 * command, so that any process can repeat it. Of an update that nobody can tell from no update, `find` answers the
 * object as it is: what counts is read back by the sync.
 */
export const commandKinds = {
  "customer.create": kind<{ params: Stripe.CustomerCreateParams }, Stripe.Customer>({
    object: "customer",
    send: (stripe, { params }, options, id) => stripe.customers.create(marked(params, id), options),
    find: (stripe, _, id) => first(stripe.customers.list({ limit: 100 }), isOf(id)),
  }),
  "customer.update": kind<{ id: string; params: Stripe.CustomerUpdateParams }, Stripe.Customer>({
    object: "customer",
    send: (stripe, { id, params }, options) => stripe.customers.update(id, params, options),
    find: async (stripe, { id }) => {
      const found = await stripe.customers.retrieve(id);
      return found.deleted ? null : found;
    },
  }),
  "payment_method.attach": kind<{ id: string; params: Stripe.PaymentMethodAttachParams }, Stripe.PaymentMethod>({
    object: "payment_method",
    send: (stripe, { id, params }, options) => stripe.paymentMethods.attach(id, params, options),
    find: async (stripe, { id, params }) => {
      const found = await stripe.paymentMethods.retrieve(id);
      return idText(found.customer) === params.customer ? found : null;
    },
  }),
  "payment_method.detach": kind<{ id: string; params: Record<string, never> }, Stripe.PaymentMethod>({
    object: "payment_method",
    send: (stripe, { id }, options) => stripe.paymentMethods.detach(id, {}, options),
    find: async (stripe, { id }) => {
      const found = await stripe.paymentMethods.retrieve(id);
      return found.customer === null ? found : null;
    },
  }),
  "product.create": kind<{ params: Stripe.ProductCreateParams }, Stripe.Product>({
    object: "product",
    send: (stripe, { params }, options, id) => stripe.products.create(marked(params, id), options),
    find: (stripe, { params }, id) =>
      params.id ? stripe.products.retrieve(params.id) : first(stripe.products.list({ limit: 100 }), isOf(id)),
  }),
  "product.update": kind<{ id: string; params: Stripe.ProductUpdateParams }, Stripe.Product>({
    object: "product",
    send: (stripe, { id, params }, options) => stripe.products.update(id, params, options),
    find: (stripe, { id }) => stripe.products.retrieve(id),
  }),
  "price.create": kind<{ params: PriceParams }, Stripe.Price>({
    object: "price",
    send: (stripe, { params: { unit_amount_decimal: rate, ...params } }, options, id) =>
      stripe.prices.create(
        marked({ ...params, ...(rate !== undefined && { unit_amount_decimal: Stripe.Decimal.from(rate) }) }, id),
        options,
      ),
    find: (stripe, { params }, id) =>
      first(stripe.prices.list(params.lookup_key ? { lookup_keys: [params.lookup_key] } : { limit: 100 }), isOf(id)),
  }),
  "price.update": kind<{ id: string; params: Stripe.PriceUpdateParams }, Stripe.Price>({
    object: "price",
    send: (stripe, { id, params }, options) => stripe.prices.update(id, params, options),
    find: (stripe, { id }) => stripe.prices.retrieve(id),
  }),
  "meter.create": kind<{ params: Stripe.Billing.MeterCreateParams }, Stripe.Billing.Meter>({
    object: "billing.meter",
    send: (stripe, { params }, options) => stripe.billing.meters.create(params, options),
    find: (stripe, { params }) =>
      first(stripe.billing.meters.list({ limit: 100, status: "active" }), (it) => it.event_name === params.event_name),
  }),
  "subscription.update": kind<{ id: string; params: Stripe.SubscriptionUpdateParams }, Stripe.Subscription>({
    object: "subscription",
    send: (stripe, { id, params }, options) => stripe.subscriptions.update(id, params, options),
    find: (stripe, { id }) => stripe.subscriptions.retrieve(id),
  }),
  "subscription.cancel": kind<{ id: string; params: Stripe.SubscriptionCancelParams }, Stripe.Subscription>({
    object: "subscription",
    send: (stripe, { id, params }, options) => stripe.subscriptions.cancel(id, params, options),
    find: async (stripe, { id }) => {
      const found = await stripe.subscriptions.retrieve(id);
      return found.status === "canceled" ? found : null;
    },
  }),
  "schedule.create": kind<{ params: Stripe.SubscriptionScheduleCreateParams }, Stripe.SubscriptionSchedule>({
    object: "subscription_schedule",
    // Metadata is no part of a schedule that begins from a subscription.
    send: (stripe, { params }, options) => stripe.subscriptionSchedules.create(params, options),
    find: async (stripe, { params }) => {
      if (!params.from_subscription) return null;
      const { schedule } = await stripe.subscriptions.retrieve(params.from_subscription);
      const id = idText(schedule);
      return id ? stripe.subscriptionSchedules.retrieve(id) : null;
    },
  }),
  "schedule.update": kind<{ id: string; params: Stripe.SubscriptionScheduleUpdateParams }, Stripe.SubscriptionSchedule>(
    {
      object: "subscription_schedule",
      send: (stripe, { id, params }, options) => stripe.subscriptionSchedules.update(id, params, options),
      find: (stripe, { id }) => stripe.subscriptionSchedules.retrieve(id),
    },
  ),
  "schedule.release": kind<
    { id: string; params: Stripe.SubscriptionScheduleReleaseParams },
    Stripe.SubscriptionSchedule
  >({
    object: "subscription_schedule",
    send: (stripe, { id, params }, options) => stripe.subscriptionSchedules.release(id, params, options),
    find: async (stripe, { id }) => {
      const found = await stripe.subscriptionSchedules.retrieve(id);
      return found.status === "released" ? found : null;
    },
  }),
  "invoice.create": kind<{ params: Stripe.InvoiceCreateParams }, Stripe.Invoice>({
    object: "invoice",
    send: (stripe, { params }, options, id) => stripe.invoices.create(marked(params, id), options),
    find: (stripe, { params }, id) =>
      first(stripe.invoices.list({ limit: 100, ...(params.customer && { customer: params.customer }) }), isOf(id)),
  }),
  "invoice_item.create": kind<{ params: Stripe.InvoiceItemCreateParams }, Stripe.InvoiceItem>({
    object: "invoiceitem",
    send: (stripe, { params }, options, id) => stripe.invoiceItems.create(marked(params, id), options),
    find: (stripe, { params }, id) =>
      first(stripe.invoiceItems.list({ limit: 100, ...(params.customer && { customer: params.customer }) }), isOf(id)),
  }),
  "invoice.update": kind<{ id: string; params: Stripe.InvoiceUpdateParams }, Stripe.Invoice>({
    object: "invoice",
    send: (stripe, { id, params }, options) => stripe.invoices.update(id, params, options),
    find: (stripe, { id }) => stripe.invoices.retrieve(id),
  }),
  "invoice.finalize": kind<{ id: string; params: Stripe.InvoiceFinalizeInvoiceParams }, Stripe.Invoice>({
    object: "invoice",
    send: (stripe, { id, params }, options) => stripe.invoices.finalizeInvoice(id, params, options),
    find: (stripe, { id }) => foundInvoice(stripe, id, ["open", "paid", "void", "uncollectible"]),
  }),
  "invoice.pay": kind<{ id: string; params: Stripe.InvoicePayParams }, Stripe.Invoice>({
    object: "invoice",
    send: (stripe, { id, params }, options) => stripe.invoices.pay(id, params, options),
    find: (stripe, { id }) => foundInvoice(stripe, id, ["paid"]),
  }),
  "invoice.void": kind<{ id: string; params: Stripe.InvoiceVoidInvoiceParams }, Stripe.Invoice>({
    object: "invoice",
    send: (stripe, { id, params }, options) => stripe.invoices.voidInvoice(id, params, options),
    find: (stripe, { id }) => foundInvoice(stripe, id, ["void"]),
  }),
  "refund.create": kind<{ params: Stripe.RefundCreateParams }, Stripe.Refund>({
    object: "refund",
    send: (stripe, { params }, options, id) => stripe.refunds.create(marked(params, id), options),
    find: (stripe, { params }, id) =>
      first(
        stripe.refunds.list({ limit: 100, ...(params.payment_intent && { payment_intent: params.payment_intent }) }),
        isOf(id),
      ),
  }),
  "test_clock.create": kind<{ params: Stripe.TestHelpers.TestClockCreateParams }, Stripe.TestHelpers.TestClock>({
    object: "test_helpers.test_clock",
    send: (stripe, { params }, options) => stripe.testHelpers.testClocks.create(params, options),
    find: (stripe, { params }) =>
      first(stripe.testHelpers.testClocks.list({ limit: 100 }), (clock) => clock.name === params.name),
  }),
  "test_clock.advance": kind<
    { id: string; params: Stripe.TestHelpers.TestClockAdvanceParams },
    Stripe.TestHelpers.TestClock
  >({
    object: "test_helpers.test_clock",
    send: (stripe, { id, params }, options) => stripe.testHelpers.testClocks.advance(id, params, options),
    find: async (stripe, { id, params }) => {
      const found = await stripe.testHelpers.testClocks.retrieve(id);
      return found.frozen_time >= params.frozen_time || found.status === "advancing" ? found : null;
    },
  }),
};

async function foundInvoice(stripe: Stripe, id: string, statuses: string[]): Promise<Stripe.Invoice | null> {
  const found = await stripe.invoices.retrieve(id);
  return statuses.includes(found.status ?? "") ? found : null;
}

export type CommandKind = keyof typeof commandKinds;
export type CommandRequest<K extends CommandKind> = Parameters<(typeof commandKinds)[K]["send"]>[1];
export type CommandAnswer<K extends CommandKind> = Awaited<ReturnType<(typeof commandKinds)[K]["send"]>>;
