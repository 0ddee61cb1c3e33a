import { database } from "@/db/client";
import type { Sql } from "@/db/connect";
import { makeTenant } from "@/db/testing/make-tenant";
import { stripePricesOf } from "@/lib/billing/server/plans/stripe-prices-of";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import type { OpenSandbox } from "@/tests/billing/open-sandbox";

/** A tenant whose subscription to a plan version was begun in Stripe; nothing here knows of it before a sync. */
export async function subscribedTenant(sql: Sql, sandbox: OpenSandbox, planVersionId: string, card = "pm_card_visa") {
  const tenant = await makeTenant(sql);
  const customer = await ensureCustomer(tenant.as("owner"), tenant.id);
  const { id: cardId } = await sandbox.stripe.paymentMethods.attach(card, { customer });
  await sandbox.stripe.customers.update(customer, { invoice_settings: { default_payment_method: cardId } });
  const prices = await stripePricesOf(database(), planVersionId);
  if (!prices) throw new Error("The plan has no prices in Stripe.");
  const subscription = await sandbox.stripe.subscriptions.create({
    customer,
    items: [
      ...(prices.flat ? [{ price: prices.flat }] : []),
      ...prices.metered.map(({ stripePriceId }) => ({ price: stripePriceId })),
    ],
  });
  return { ...tenant, customer, cardId, subscription };
}

/** The present grant of a tenant: plan, state, reason. */
export async function heldGrant(sql: Sql, tenantId: string) {
  const [row] = await sql<
    { plan_version_id: string; status: string; reason: string | null; ends_at: Date | null; overdue: object | null }[]
  >`select plan_version_id, status, reason, ends_at, overdue from subscription
     where tenant_id = ${tenantId} and replaced_at is null`;
  return row ?? null;
}
