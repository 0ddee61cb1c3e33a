import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { database } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import { type Payment, payInvoice } from "@/lib/billing/server/invoices/pay-invoice";
import type { Payer } from "@/lib/billing/server/invoices/payer";
import { resolveDrafts } from "@/lib/billing/server/invoices/resolve-drafts";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { AppError } from "@/lib/errors";

/**
 * Pays everything that a tenant owes Stripe, oldest first, with its default card: what was drafted while it was unpaid is
 * resolved before, because the status follows the newest invoice. Stops at the first that is not paid. Ends with a sync.
 * @throws AppError `payment_method_missing` without a card, `payment_in_progress` while an outcome is not known,
 * `payment_processor_unavailable`.
 */
export async function payOpenInvoices(payer: Payer): Promise<Payment> {
  const { tenantId, now } = payer;
  const [account] = await database().select().from(billingAccount).where(eq(billingAccount.tenantId, tenantId));
  if (!account?.stripeCustomerId)
    throw new AppError("conflict", "Stripe bills nothing here.", { reason: "no_customer" });
  let payment: Payment = { status: "paid", cause: null, url: null };
  try {
    const customer = await stripeClient().customers.retrieve(account.stripeCustomerId);
    if (customer.deleted) throw new AppError("conflict", "Please contact us: the billing account was deleted.");
    await resolveDrafts(payer, customer);
    const open = await listOpen(customer.id);
    const card = idOf(customer.invoice_settings.default_payment_method);
    if (open.length > 0 && card === null) throw new AppError("payment_method_missing");
    for (const invoice of open) {
      payment = await payInvoice(payer, invoice, card ?? "");
      if (payment.status !== "paid") break;
    }
  } catch (fault) {
    throw asRefusal(fault);
  } finally {
    await syncTenant(tenantId, now);
  }
  return payment;
}

async function listOpen(customer: string): Promise<Stripe.Invoice[]> {
  const open: Stripe.Invoice[] = [];
  for await (const invoice of stripeClient().invoices.list({ customer, status: "open", limit: 100 }))
    open.push(invoice);
  return open.toSorted((a, b) => a.created - b.created);
}

const idOf = (reference: string | { id: string } | null): string | null =>
  typeof reference === "string" ? reference : (reference?.id ?? null);
