import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { paymentMethod } from "@/db/schema/invoices";
import type { Story } from "@/scripts/seed/story";

/** Saves the card of a story with a tenant: one that is good for years, or one that ends before its next charge. */
export async function saveCard(
  tx: Transaction,
  tenantId: string,
  card: NonNullable<Story["card"]>,
  periodEnd: Date,
  now: Date,
): Promise<void> {
  // Good through the month before the one of the next charge, or for two years to come.
  const last = new Date(Date.UTC(periodEnd.getUTCFullYear(), periodEnd.getUTCMonth() - 1, 1));
  const good = new Date(Date.UTC(now.getUTCFullYear() + 2, (Number(card.last4) % 12) + 1, 1));
  const ends = card.expiresBeforeRenewal ? last : good;
  const id = `pm_demo_${tenantId}`;
  await tx.insert(paymentMethod).values({
    ...{ stripePaymentMethodId: id, tenantId: tenantId, brand: card.brand, last4: card.last4, isDefault: true },
    ...{ expMonth: ends.getUTCMonth() + 1, expYear: ends.getUTCFullYear(), fetchedAt: now },
  });
  await tx
    .update(billingAccount)
    .set({ currency: "EUR", defaultPaymentMethodId: id })
    .where(eq(billingAccount.tenantId, tenantId));
}
