import type Stripe from "stripe";
import type { Sql } from "@/db/connect";
import { makeNode } from "@/db/testing/make-ledger";
import { newId } from "@/lib/id";

export const hourMs = 3_600_000;

export type MeteredTenant = {
  tenantId: string;
  customerId: string;
  subscriptionId: string;
  /** Of its overage, from the anchor on. */
  accountId: string;
  periodEnd: Date;
};

/**
 * A plan of 49.00 a month with post-paid use at 0.5 cents a unit, in the database and at Stripe, as publishing leaves it.
 * `nowSeconds` is where clocks begin.
 */
export async function makeMeteredPlan(sql: Sql, stripe: Stripe) {
  const now = new Date();
  const featureId = newId("feature", now);
  const slug = featureId.slice(-10).toLowerCase();
  const [planId, planVersionId] = [newId("plan", now), newId("planVersion", now)];
  await sql`insert into feature (id, slug, name, kind, unit, unit_plural, created_at)
            values (${featureId}, ${slug}, 'Geo search', 'meter', 'search', 'searches', ${now})`;
  await sql`insert into plan (id, slug, name, created_at) values (${planId}, ${planId.toLowerCase()}, 'Pro', ${now})`;
  await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
            values (${planVersionId}, ${planId}, 1, 'draft', 4900, 'EUR', ${now}, ${now})`;
  await sql`insert into plan_feature (plan_version_id, feature_id, limit_units, overage, overage_rate_e_12)
            values (${planVersionId}, ${featureId}, 0, 'postpaid', 500000000000)`;
  await sql`update plan_version set status = 'published', published_at = ${now} where id = ${planVersionId}`;

  const account = await stripe.accounts.retrieveCurrent();
  const product = await stripe.products.create({ name: "Pro" });
  const meter = await stripe.billing.meters.create({
    display_name: "Geo search",
    event_name: `fg_${slug}`,
    default_aggregation: { formula: "sum" },
    customer_mapping: { type: "by_id", event_payload_key: "stripe_customer_id" },
    value_settings: { event_payload_key: "value" },
  });
  const recurring = { interval: "month" as const };
  const flat = await stripe.prices.create({ product: product.id, currency: "eur", unit_amount: 4900, recurring });
  const { default: StripeSdk } = await import("stripe");
  const metered = await stripe.prices.create({
    product: product.id,
    currency: "eur",
    unit_amount_decimal: StripeSdk.Decimal.from("0.5"),
    recurring: { ...recurring, usage_type: "metered", meter: meter.id },
  });
  await sql`insert into stripe_link (account_id, mode, api_version, checked_at)
            values (${account.id}, 'sandbox', 'test', ${now}) on conflict do nothing`;
  const objects = [
    ["meter", featureId, meter.id],
    ["price", `${planVersionId}:flat`, flat.id],
    ["price", `${planVersionId}:${featureId}`, metered.id],
  ] as const;
  for (const [localType, localId, stripeId] of objects) {
    await sql`insert into stripe_object (local_type, local_id, stripe_account, stripe_id, spec_hash, synced_at)
              values (${localType}, ${localId}, ${account.id}, ${stripeId}, 'test', ${now})`;
  }
  const node = await makeNode(sql);

  return {
    featureId,
    planVersionId,
    meterId: meter.id,
    node,
    /** A tenant that pays by card, since `sinceMs` ago: its customer with a clock, its subscription, its grant. */
    async subscribe(sinceMs = 3 * hourMs): Promise<MeteredTenant> {
      const tenantId = newId("tenant", now);
      const since = new Date(Date.now() - sinceMs);
      await sql`insert into tenant (id, name, created_at) values (${tenantId}, 'Lumen Maps', ${since})`;
      const clock = await stripe.testHelpers.testClocks.create({ frozen_time: Math.floor(since.getTime() / 1000) });
      const customer = await stripe.customers.create({ name: "Lumen Maps", test_clock: clock.id });
      const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
      await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
      const subscription = await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: flat.id }, { price: metered.id }],
      });
      const item = subscription.items.data[0];
      const start = new Date((item?.current_period_start ?? 0) * 1000);
      const periodEnd = new Date((item?.current_period_end ?? 0) * 1000);
      // The clock stands; its tenant is brought to the present, as everybody begins.
      await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: Math.floor(Date.now() / 1000) });
      await ready(stripe, clock.id);

      const billingId = newId("billingSubscription", now);
      await sql`insert into billing_account (tenant_id, stripe_customer_id, currency, test_clock_id)
                values (${tenantId}, ${customer.id}, 'EUR', ${clock.id})`;
      await sql`insert into billing_subscription (id, tenant_id, billed_by, stripe_subscription_id, status, plan_version_id,
                  anchor_at, started_at, interval, period_start, period_end, created_by, created_at)
                values (${billingId}, ${tenantId}, 'stripe', ${subscription.id}, 'active', ${planVersionId}, ${start},
                        ${start}, 'month', ${start}, ${periodEnd}, 'test', ${since})`;
      await sql`insert into subscription (tenant_id, id, plan_version_id, status, source, anchor, started_at, created_by)
                values (${tenantId}, ${newId("subscription", now)}, ${planVersionId}, 'active', 'stripe', ${start}, ${start},
                        'test')`;
      await sql`insert into subscription_change (id, tenant_id, at, to_status, to_plan_version_id, source)
                values (${newId("subscriptionChange", now)}, ${tenantId}, ${since}, 'active', ${planVersionId}, 'stripe')`;
      const [row] = await sql<{ answer: { accountId: string } }[]>`
        select account_open('overage', ${tenantId}, ${featureId}, 'live', null, ${start}, ${periodEnd}) as answer`;
      const accountId = row?.answer.accountId ?? "";
      return { tenantId, customerId: customer.id, subscriptionId: subscription.id, accountId, periodEnd };
    },
    /** A call that is paid later, as a gateway writes it down. */
    async use(of: MeteredTenant, units: number, agoMs = 0) {
      return node.use([{ accountId: of.accountId, leaseId: null, cost: units }], {
        tenantId: of.tenantId,
        featureId,
        admittedAtMs: Date.now() - agoMs,
      });
    },
    /** What Stripe counted of a tenant, ever. */
    async counted(of: MeteredTenant): Promise<number> {
      const hour = 3_600;
      const end = Math.ceil(Date.now() / 1000 / hour) * hour + 90 * 24 * hour;
      const summaries = await stripe.billing.meters.listEventSummaries(meter.id, {
        customer: of.customerId,
        start_time: end - 180 * 24 * hour,
        end_time: end,
      });
      return summaries.data.reduce((sum, { aggregated_value }) => sum + aggregated_value, 0);
    },
  };
}

/** Waits until a clock has arrived. */
export async function ready(stripe: Stripe, clockId: string): Promise<void> {
  for (;;) {
    const clock = await stripe.testHelpers.testClocks.retrieve(clockId);
    if (clock.status === "ready") return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
