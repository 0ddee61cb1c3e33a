import { and, eq, inArray, isNull, lt, or } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { billingSubscription } from "@/db/schema/billing";
import { type InvoiceLine, invoice } from "@/db/schema/invoices";
import { declineCause } from "@/lib/billing/decline-cause";
import type { PriceOwners } from "@/lib/billing/server/sync/price-owners";
import { paymentIntentOf, type Snapshot } from "@/lib/billing/server/sync/read-snapshot";
import { newId } from "@/lib/id";

type Of = { tenantId: string; owners: PriceOwners; askedAt: Date };
const instant = (seconds: number | null | undefined) => (seconds ? new Date(seconds * 1000) : null);

/** The subscription that an invoice is of. */
export function subscriptionOf({ parent }: Stripe.Invoice): string | null {
  const subscription = parent?.subscription_details?.subscription;
  return typeof subscription === "string" ? subscription : (subscription?.id ?? null);
}

/** Writes invoices as Stripe answered them, unless something newer is written already. */
export async function mirrorInvoices(tx: Transaction, snapshot: Snapshot, of: Of): Promise<void> {
  const own = await subscriptionIds(tx, snapshot.invoices);
  for (const one of snapshot.invoices) {
    const columns = columnsOf(one, snapshot, own.get(subscriptionOf(one) ?? "") ?? null, of);
    await tx
      .insert(invoice)
      .values({
        ...columns,
        id: newId("invoice", new Date(one.created * 1000)),
        tenantId: of.tenantId,
        billedBy: "stripe",
        stripeInvoiceId: one.id,
        createdAt: new Date(one.created * 1000),
      })
      .onConflictDoUpdate({
        target: invoice.stripeInvoiceId,
        set: columns,
        setWhere: and(
          eq(invoice.tenantId, of.tenantId),
          or(isNull(invoice.fetchedAt), lt(invoice.fetchedAt, of.askedAt)),
        ),
      });
  }
  if (snapshot.deletedInvoices.length > 0) {
    await tx
      .update(invoice)
      .set({ status: "void", dueMinor: 0, nextAttemptAt: null, fetchedAt: of.askedAt })
      .where(and(eq(invoice.tenantId, of.tenantId), inArray(invoice.stripeInvoiceId, snapshot.deletedInvoices)));
  }
  // What was given back, where an event spoke of it.
  for (const { payment_intent: intent, amount_refunded: refundedMinor } of snapshot.charges) {
    const id = typeof intent === "string" ? intent : intent?.id;
    if (id) {
      await tx
        .update(invoice)
        .set({ refundedMinor })
        .where(and(eq(invoice.tenantId, of.tenantId), eq(invoice.paymentIntentId, id)));
    }
  }
}

async function subscriptionIds(tx: Transaction, invoices: readonly Stripe.Invoice[]): Promise<Map<string, string>> {
  const ids = [...new Set(invoices.flatMap((one) => subscriptionOf(one) ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: billingSubscription.id, stripeId: billingSubscription.stripeSubscriptionId })
    .from(billingSubscription)
    .where(inArray(billingSubscription.stripeSubscriptionId, ids));
  return new Map(rows.map(({ id, stripeId }) => [stripeId ?? "", id]));
}

function columnsOf(one: Stripe.Invoice, snapshot: Snapshot, billingSubscriptionId: string | null, of: Of) {
  const paymentIntentId = paymentIntentOf(one);
  const failure = snapshot.paymentIntents.get(paymentIntentId ?? "")?.last_payment_error ?? null;
  const said = failure && {
    code: failure.code ?? null,
    declineCode: failure.decline_code ?? null,
    adviceCode: failure.advice_code ?? null,
  };
  const { status_transitions: became } = one;
  return {
    billingSubscriptionId,
    number: one.number,
    status: statusOf(one.status),
    reason: one.metadata?.kind === "credits" ? "credits" : (one.billing_reason ?? "manual"),
    currency: one.currency.toUpperCase(),
    subtotalMinor: one.subtotal,
    taxMinor: (one.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0),
    totalMinor: one.total,
    dueMinor: one.amount_remaining,
    paidMinor: one.amount_paid,
    attemptCount: one.attempt_count,
    autoAdvance: one.auto_advance ?? false,
    periodStart: instant(one.period_start),
    periodEnd: instant(one.period_end),
    finalizedAt: instant(became.finalized_at),
    dueAt: instant(one.due_date),
    nextAttemptAt: instant(one.next_payment_attempt),
    paidAt: instant(became.paid_at),
    cause: said && one.status === "open" ? declineCause(said).cause : null,
    declineCode: said && one.status === "open" ? (said.declineCode ?? said.code) : null,
    hostedUrl: one.hosted_invoice_url ?? null,
    pdfUrl: one.invoice_pdf ?? null,
    paymentIntentId,
    lines: one.lines.data.map((line) => lineOf(line, of.owners)),
    fetchedAt: of.askedAt,
  };
}

const statuses = ["open", "paid", "void", "uncollectible"] as const;

/** A word that is new to us is shown as a draft: nothing is refused or asked for by it. */
const statusOf = (status: Stripe.Invoice["status"]) => statuses.find((known) => known === status) ?? ("draft" as const);

/** A line of an invoice, or of a preview of one. */
export function lineOf(line: Stripe.InvoiceLineItem, owners: PriceOwners): InvoiceLine {
  const stripePrice = line.pricing?.price_details?.price;
  const priceId = owners.get(typeof stripePrice === "string" ? stripePrice : (stripePrice?.id ?? "")) ?? null;
  const isMetered = priceId !== null && !priceId.endsWith(":flat");
  const { subscription_item_details: item, invoice_item_details: extra } = line.parent ?? {};
  return {
    description: line.description ?? "",
    units: isMetered ? line.quantity : null,
    quantity: isMetered ? null : line.quantity,
    amountMinor: line.amount,
    periodStart: new Date(line.period.start * 1000).toISOString(),
    periodEnd: new Date(line.period.end * 1000).toISOString(),
    priceId,
    isProration: item?.proration ?? extra?.proration ?? false,
  };
}
