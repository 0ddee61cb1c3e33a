import type Stripe from "stripe";
import { database } from "@/db/client";
import type { PriceSpec } from "@/lib/billing/price-spec";
import { runStep, type SyncBy } from "@/lib/billing/server/plans/steps/run-step";
import { findStripeObject, keepStripeObject } from "@/lib/billing/server/plans/steps/stripe-objects";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

/** What a price belongs to: its product, and for a metered one the meter. */
export type PriceHome = { planVersionId: string; product: string; meter: string | null };

/**
 * Makes a price stand in Stripe, and active. It is looked up first, because a lookup key outlives an idempotency key;
 * a price under its key that was made of something else is another installation's, and gives the key up.
 * @throws StepFailed
 */
export async function syncPrice(by: SyncBy, spec: PriceSpec, home: PriceHome): Promise<string> {
  const named = { localType: "price", localId: spec.localId, stripeAccount: by.account } as const;
  const row = await findStripeObject(database(), named);
  if (row?.specHash === spec.hash && row.active) return row.stripeId;
  const found = await findPrice(spec);
  const stripeId = found?.id ?? (await createPrice(by, spec, home));
  if (found && !found.active) {
    const key = `price:${spec.localId}:on:${row?.syncedAt.getTime() ?? 0}`;
    await runStep(by, "price.update", key, { id: stripeId, params: { active: true } });
  }
  const { lookupKey } = spec.wanted;
  await keepStripeObject({ ...named, stripeId, lookupKey, specHash: spec.hash }, by.now);
  return stripeId;
}

async function findPrice({ wanted, hash }: PriceSpec): Promise<Stripe.Price | null> {
  const { data } = await stripeClient().prices.list({ lookup_keys: [wanted.lookupKey], limit: 1 });
  return data.find(({ metadata }) => metadata.spec_hash === hash) ?? null;
}

async function createPrice(by: SyncBy, spec: PriceSpec, home: PriceHome): Promise<string> {
  const { lookupKey, currency, interval, unitAmount } = spec.wanted;
  const { id } = await runStep(by, "price.create", `price:${spec.localId}`, {
    params: {
      product: home.product,
      currency,
      lookup_key: lookupKey,
      transfer_lookup_key: true,
      metadata: { plan_version_id: home.planVersionId, price_id: spec.localId, spec_hash: spec.hash },
      ...(home.meter === null
        ? { unit_amount: Number(unitAmount), recurring: { interval } }
        : { unit_amount_decimal: unitAmount, recurring: { interval, usage_type: "metered", meter: home.meter } }),
    },
  });
  return id;
}
