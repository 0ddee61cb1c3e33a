import { and, eq, gt, inArray, isNotNull, or } from "drizzle-orm";
import type Stripe from "stripe";
import { database } from "@/db/client";
import { checkoutIntent } from "@/db/schema/billing";
import { invoice as invoiceTable } from "@/db/schema/invoices";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { retrieved } from "@/lib/billing/server/stripe/retrieved";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

/** Everything of one customer, as Stripe answers it now; every list is whole. */
export type Snapshot = {
  customer: Stripe.Customer;
  subscriptions: Stripe.Subscription[];
  /** The newest ones, and every open or draft one; with their payments and all of their lines. */
  invoices: Stripe.Invoice[];
  /** Drafts that the mirror holds and that are deleted in Stripe. */
  deletedInvoices: string[];
  /** PaymentIntents of open invoices that somebody tried to collect, by id: why it failed. */
  paymentIntents: ReadonlyMap<string, Stripe.PaymentIntent>;
  paymentMethods: Stripe.PaymentMethod[];
  /** Of our own open checkouts, with their PaymentIntent and SetupIntent. */
  sessions: Stripe.Checkout.Session[];
  /** Charges that an event spoke of: refunds and disputes are read from them. */
  charges: Stripe.Charge[];
};

const newestInvoices = 24;
const supersededMs = 3 * 86_400_000;

/**
 * Asks Stripe for everything of a customer, in parallel.
 * @returns null when the customer is deleted there.
 */
export async function readSnapshot(
  customerId: string,
  tenantId: string,
  chargeIds: readonly string[],
  now: Date,
): Promise<Snapshot | null> {
  const stripe = stripeClient();
  const customer = await retrieved(stripe.customers.retrieve(customerId, { expand: ["tax_ids"] }));
  if (!customer || customer.deleted) return null;
  const [subscriptions, invoices, paymentMethods, sessions, charges] = await Promise.all([
    readSubscriptions(stripe, customerId),
    readInvoices(stripe, customerId, tenantId),
    all(stripe.customers.listPaymentMethods(customerId, { limit: 100 })),
    readSessions(stripe, tenantId, now),
    Promise.all(chargeIds.map((id) => retrieved(stripe.charges.retrieve(id)))),
  ]);
  return {
    customer: expectObject(customer, "customer"),
    subscriptions,
    ...invoices,
    paymentIntents: await readIntents(stripe, invoices.invoices),
    paymentMethods,
    sessions,
    charges: charges.filter((charge) => charge !== null),
  };
}

async function all<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}

/** Lists inside an object hold ten. */
async function readSubscriptions(stripe: Stripe, customer: string): Promise<Stripe.Subscription[]> {
  const subscriptions = await all(stripe.subscriptions.list({ customer, status: "all", limit: 100 }));
  for (const subscription of subscriptions) {
    expectObject(subscription, "subscription");
    if (!subscription.items.has_more) continue;
    subscription.items.data = await all(stripe.subscriptionItems.list({ subscription: subscription.id, limit: 100 }));
  }
  return subscriptions;
}

/** One that was open when the mirror last saw it may be older than the newest, and paid since. */
async function readInvoices(stripe: Stripe, customer: string, tenantId: string) {
  const expand = ["data.payments"];
  const [newest, open, draft, unsettled] = await Promise.all([
    stripe.invoices.list({ customer, limit: newestInvoices, expand }),
    all(stripe.invoices.list({ customer, status: "open", limit: 100, expand })),
    all(stripe.invoices.list({ customer, status: "draft", limit: 100, expand })),
    readUnsettled(tenantId),
  ]);
  const byId = new Map([...newest.data, ...open, ...draft].map((invoice) => [invoice.id, invoice]));
  const deletedInvoices: string[] = [];
  for (const id of unsettled) {
    if (byId.has(id)) continue;
    const invoice = await retrieved(stripe.invoices.retrieve(id, { expand: ["payments"] }));
    if (invoice && !("deleted" in invoice && invoice.deleted)) byId.set(id, invoice);
    else deletedInvoices.push(id);
  }
  for (const invoice of byId.values()) {
    expectObject(invoice, "invoice");
    if (invoice.lines.has_more) {
      invoice.lines.data = await all(stripe.invoices.listLineItems(invoice.id, { limit: 100 }));
    }
  }
  return { invoices: [...byId.values()], deletedInvoices };
}

async function readUnsettled(tenantId: string): Promise<string[]> {
  const rows = await database()
    .select({ id: invoiceTable.stripeInvoiceId })
    .from(invoiceTable)
    .where(
      and(
        eq(invoiceTable.tenantId, tenantId),
        eq(invoiceTable.billedBy, "stripe"),
        inArray(invoiceTable.status, ["open", "draft"]),
      ),
    );
  return rows.flatMap(({ id }) => id ?? []);
}

async function readIntents(stripe: Stripe, invoices: Stripe.Invoice[]): Promise<Map<string, Stripe.PaymentIntent>> {
  const ids = invoices
    .filter(({ status, attempt_count }) => status === "open" && attempt_count > 0)
    .flatMap((invoice) => paymentIntentOf(invoice) ?? []);
  const intents = await Promise.all(ids.map((id) => retrieved(stripe.paymentIntents.retrieve(id))));
  return new Map(intents.flatMap((intent) => (intent ? [[intent.id, intent]] : [])));
}

/** The PaymentIntent that an invoice is paid by; the newest where there were several. */
export function paymentIntentOf({ payments }: Stripe.Invoice): string | null {
  const kept = [...(payments?.data ?? [])].sort((a, b) => b.created - a.created);
  const payment = kept.find(({ is_default }) => is_default) ?? kept[0];
  const intent = payment?.payment.payment_intent;
  return typeof intent === "string" ? intent : (intent?.id ?? null);
}

/** A checkout that was put aside may have been paid in the same moment. */
async function readSessions(stripe: Stripe, tenantId: string, now: Date): Promise<Stripe.Checkout.Session[]> {
  const rows = await database()
    .select({ sessionId: checkoutIntent.stripeSessionId })
    .from(checkoutIntent)
    .where(
      and(
        eq(checkoutIntent.tenantId, tenantId),
        isNotNull(checkoutIntent.stripeSessionId),
        or(
          // However old: a way to pay may take days, and so may whoever looks.
          eq(checkoutIntent.status, "open"),
          and(
            eq(checkoutIntent.status, "superseded"),
            gt(checkoutIntent.createdAt, new Date(now.getTime() - supersededMs)),
          ),
        ),
      ),
    );
  const expand = ["payment_intent", "setup_intent"];
  const sessions = await Promise.all(
    rows.map(({ sessionId }) => retrieved(stripe.checkout.sessions.retrieve(sessionId ?? "", { expand }))),
  );
  return sessions.filter((session) => session !== null);
}
