import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { invoice, paymentAttempt } from "@/db/schema/invoices";
import { realTime } from "@/lib/billing/billing-now";
import { newId } from "@/lib/id";

type Of = { tenantId: string; askedAt: Date; clockOffsetSeconds: number };

/**
 * Writes attempts to collect that are new since the last sync. Stripe numbers those of its own; a payment by a person
 * after a failure is one more. Several failures between two syncs are one row.
 */
export async function mirrorAttempts(tx: Transaction, { tenantId, askedAt, clockOffsetSeconds }: Of): Promise<void> {
  const rows = await tx
    .select({
      id: invoice.id,
      status: invoice.status,
      attemptCount: invoice.attemptCount,
      dueMinor: invoice.dueMinor,
      paidMinor: invoice.paidMinor,
      currency: invoice.currency,
      paidAt: invoice.paidAt,
      cause: invoice.cause,
      declineCode: invoice.declineCode,
      last: sql<number>`coalesce(max(${paymentAttempt.attempt}), 0)`.mapWith(Number),
      isPaid: sql<boolean>`coalesce(bool_or(${paymentAttempt.ok}), false)`,
    })
    .from(invoice)
    .leftJoin(paymentAttempt, eq(paymentAttempt.invoiceId, invoice.id))
    .where(and(eq(invoice.tenantId, tenantId), eq(invoice.billedBy, "stripe"), isNotNull(invoice.stripeInvoiceId)))
    .groupBy(invoice.id);
  for (const row of rows) {
    const hasFailed = row.status === "open" && row.attemptCount > row.last;
    const wasPaid = row.status === "paid" && row.paidMinor > 0 && !row.isPaid;
    if (!hasFailed && !wasPaid) continue;
    const paidAt = row.paidAt && realTime(row.paidAt, clockOffsetSeconds);
    await tx
      .insert(paymentAttempt)
      .values({
        id: newId("paymentAttempt", askedAt),
        tenantId,
        invoiceId: row.id,
        attempt: hasFailed ? row.attemptCount : Math.max(row.last + 1, row.attemptCount),
        // A clock that stands is behind; nothing was paid after it was read.
        at: wasPaid && paidAt && paidAt < askedAt ? paidAt : askedAt,
        amountMinor: wasPaid ? row.paidMinor : row.dueMinor,
        currency: row.currency,
        ok: wasPaid,
        cause: row.cause,
        declineCode: row.declineCode,
      })
      .onConflictDoNothing();
  }
}
