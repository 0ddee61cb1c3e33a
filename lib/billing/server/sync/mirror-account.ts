import { and, eq, isNull, lt, notInArray, sql } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { paymentMethod } from "@/db/schema/invoices";
import type { Snapshot } from "@/lib/billing/server/sync/read-snapshot";

type Of = { tenantId: string; askedAt: Date; billingNow: Date };

/** Writes who pays, and with which cards, as Stripe answered it. */
export async function mirrorAccount(tx: Transaction, { customer, paymentMethods }: Snapshot, of: Of): Promise<void> {
  const preferred = customer.invoice_settings.default_payment_method;
  const defaultPaymentMethodId = typeof preferred === "string" ? preferred : (preferred?.id ?? null);
  const { address } = customer;
  await tx
    .update(billingAccount)
    .set({
      currency: sql`coalesce(${billingAccount.currency}, ${customer.currency?.toUpperCase() ?? null})`,
      balanceMinor: customer.balance,
      defaultPaymentMethodId,
      billingName: customer.name ?? null,
      billingEmail: customer.email,
      billingAddress: address ? { ...address } : null,
      taxIds: (customer.tax_ids?.data ?? []).map(({ type, value }) => ({ type, value })),
      syncedAt: of.askedAt,
      syncError: null,
      // A new default card is asked to pay what is open.
      payRequestedAt: sql`case when ${defaultPaymentMethodId}::text is distinct from ${billingAccount.defaultPaymentMethodId}
                                and ${defaultPaymentMethodId}::text is not null
                                and exists (select 1 from invoice i where i.tenant_id = ${of.tenantId}
                                               and i.billed_by = 'stripe' and i.status = 'open')
                               then ${of.askedAt.toISOString()}::timestamptz
                               else ${billingAccount.payRequestedAt} end`,
      syncRequestedAt: sql`case when ${billingAccount.syncRequestedAt} > ${of.askedAt.toISOString()}::timestamptz
                                then ${billingAccount.syncRequestedAt} end`,
    })
    .where(eq(billingAccount.tenantId, of.tenantId));
  for (const one of paymentMethods) {
    const columns = {
      ...wordsOf(one),
      isDefault: one.id === defaultPaymentMethodId,
      detachedAt: null,
      fetchedAt: of.askedAt,
    };
    await tx
      .insert(paymentMethod)
      .values({ stripePaymentMethodId: one.id, tenantId: of.tenantId, ...columns })
      .onConflictDoUpdate({
        target: paymentMethod.stripePaymentMethodId,
        set: columns,
        setWhere: and(eq(paymentMethod.tenantId, of.tenantId), lt(paymentMethod.fetchedAt, of.askedAt)),
      });
  }
  const ids = paymentMethods.map(({ id }) => id);
  await tx
    .update(paymentMethod)
    .set({ detachedAt: of.billingNow, isDefault: false, fetchedAt: of.askedAt })
    .where(
      and(
        eq(paymentMethod.tenantId, of.tenantId),
        isNull(paymentMethod.detachedAt),
        ids.length > 0 ? notInArray(paymentMethod.stripePaymentMethodId, ids) : undefined,
      ),
    );
}

/** Ways to pay that are no cards have no end that anybody must be told of. */
function wordsOf({ card, type }: Stripe.PaymentMethod) {
  if (!card) return { brand: type, last4: "", expMonth: 12, expYear: 9999, fingerprint: null };
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = card;
  return { brand, last4, expMonth, expYear, fingerprint: card.fingerprint ?? null };
}
