import { sql } from "drizzle-orm";
import type Stripe from "stripe";
import { database } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import { declineCause } from "@/lib/billing/decline-cause";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import type { Payer } from "@/lib/billing/server/invoices/payer";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import type { DeclineCause } from "@/lib/billing/types";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/server/log";

export type Payment = {
  status: "paid" | "declined" | "action_required";
  cause: DeclineCause | null;
  /** The provider's page of the invoice, where a confirmation is given or another card is typed. */
  url: string | null;
};

/**
 * Tries once to pay an open invoice with a card. The key names invoice, card and attempt: a repeat of an attempt whose
 * outcome is not known is that attempt, and only one that was declined is followed by another.
 * @throws AppError `payment_in_progress` while an outcome is not known, `conflict` when the provider takes no payment.
 */
export async function payInvoice(payer: Payer, invoice: Stripe.Invoice, card: string): Promise<Payment> {
  const prefix = `pay:${invoice.id}:${card}:`;
  const earlier = await database()
    .select({ status: stripeCommand.status, error: stripeCommand.error })
    .from(stripeCommand)
    .where(sql`starts_with(${stripeCommand.idempotencyKey}, ${prefix})`);
  const declined = earlier.filter(({ status }) => status === "failed").length;
  // The first attempt of a process that nobody watches is its only one.
  const attempt = payer.isPerson ? declined : 0;
  const paid = await runCommand({
    tenantId: payer.tenantId,
    kind: "invoice.pay",
    key: `${prefix}${attempt}`,
    request: { id: invoice.id, params: { payment_method: card, off_session: !payer.isPerson } },
    createdBy: payer.createdBy,
    now: payer.now,
  });
  if (paid.status === "done") return { status: "paid", cause: null, url: null };
  if (paid.status === "unknown") throw new AppError("payment_in_progress");
  const { error } = paid;
  if (error.status !== 402) return refused(invoice, error.message);
  const judged = declineCause(error);
  if (!judged.isKnown) log().warn({ code: error.code, declineCode: error.declineCode }, "a decline nobody knows");
  if (judged.class === "check") throw new AppError("payment_in_progress");
  const url = invoice.hosted_invoice_url ?? null;
  return { status: judged.class === "auth" ? "action_required" : "declined", cause: judged.cause, url };
}

/** Somebody else may have paid or closed it in the meantime; anything else is told. */
async function refused(invoice: Stripe.Invoice, message: string): Promise<Payment> {
  const { status } = await stripeClient().invoices.retrieve(invoice.id);
  if (status === "paid" || status === "void") return { status: "paid", cause: null, url: null };
  throw new AppError("conflict", "The payment provider did not take this payment. Please contact us.", {
    reason: "refused",
    said: message,
  });
}
