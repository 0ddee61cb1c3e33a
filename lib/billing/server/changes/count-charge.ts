import type Stripe from "stripe";
import { database } from "@/db/client";
import { heldItems } from "@/lib/billing/server/changes/held-items";
import type { Changeable } from "@/lib/billing/server/changes/require-changeable";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { lineOf } from "@/lib/billing/server/sync/mirror-invoices";
import { priceOwners } from "@/lib/billing/server/sync/price-owners";
import { readBillingClock } from "@/lib/billing/server/usage/billing-clock";
import { flushTenantUsage } from "@/lib/billing/server/usage/flush-tenant-usage";
import { swapItems } from "@/lib/billing/swap-items";
import type { InvoiceLineView } from "@/lib/billing/views";

/** What an upgrade costs at an instant of billing time, in minor units. */
export type CountedCharge = {
  at: Date;
  dueMinor: number;
  /** The part of it that is use of the running period beyond the quota. */
  overageMinor: number;
  lines: InvoiceLineView[];
};

/**
 * Lets Stripe count what an upgrade would charge now. Use up to now is reported first, so that it counts.
 * @throws AppError `payment_processor_unavailable`, `conflict`
 */
export async function countCharge(tenantId: string, change: Changeable, now: Date): Promise<CountedCharge> {
  try {
    await flushTenantUsage(tenantId, now);
    const at = await prorationInstant(tenantId, change, now);
    return await readCharge(await previewInvoice(change, at), at);
  } catch (error) {
    throw asRefusal(error);
  }
}

/** In whole seconds, within the running period. */
async function prorationInstant(tenantId: string, { subscription }: Changeable, now: Date): Promise<Date> {
  const clock = (await readBillingClock(tenantId, now))?.clock ?? now;
  const { periodStart, periodEnd } = subscription;
  const latest = Math.min(clock.getTime(), (periodEnd ?? clock).getTime());
  return new Date(Math.floor(Math.max(latest, (periodStart ?? clock).getTime()) / 1000) * 1000);
}

async function previewInvoice({ subscription, prices }: Changeable, at: Date): Promise<Stripe.Invoice> {
  const preview = await stripeClient().invoices.createPreview({
    subscription: subscription.stripeSubscriptionId,
    subscription_details: {
      items: swapItems(await heldItems(database(), subscription.id), prices ?? { flat: null, metered: [] }),
      proration_behavior: "always_invoice",
      proration_date: at.getTime() / 1000,
    },
  });
  return expectObject(preview, "invoice");
}

async function readCharge(invoice: Stripe.Invoice, at: Date): Promise<CountedCharge> {
  const ids = invoice.lines.data.flatMap(({ pricing }) => priceIdOf(pricing?.price_details?.price) ?? []);
  const owners = await priceOwners(database(), ids);
  const lines = invoice.lines.data.map((line) => lineOf(line, owners));
  const currency = invoice.currency.toUpperCase();
  return {
    at,
    dueMinor: invoice.amount_due,
    overageMinor: lines.reduce((sum, { units, amountMinor }) => (units === null ? sum : sum + amountMinor), 0),
    lines: lines.map(({ amountMinor, priceId: _, ...line }) => ({ ...line, amount: { amountMinor, currency } })),
  };
}

const priceIdOf = (price: string | { id: string } | null | undefined) =>
  typeof price === "string" ? price : price?.id;
