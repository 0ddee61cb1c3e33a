import { rawSql } from "@/db/client";
import { billingNow } from "@/lib/billing/billing-now";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

/** Where a tenant's billing stands when usage is reported. Instants are billing time. */
export type BillingClock = {
  customerId: string;
  /** The provider's clock; a test clock stands still while ours runs on. */
  clock: Date;
  /** Whether a subscription runs that will have an invoice. */
  isRunning: boolean;
  /** Of the running period; null: none runs, or it is not known. */
  periodStart: Date | null;
  /** Since when the prices of the running period hold: its start, or the last upgrade in it; null as above. */
  pricedFrom: Date | null;
  /** The earlier period's invoice is a draft for some minutes yet, and takes usage still. */
  isEarlierOpen: boolean;
  /** Features with a price in the running subscription; null: its items are not known. */
  pricedFeatures: readonly string[] | null;
};

/** A draft takes usage for an hour; the last minutes are left to messages on their way. */
const draftTakesMs = 55 * 60 * 1000;

type Row = {
  customerId: string | null;
  offset: number;
  testClockId: string | null;
  isRunning: boolean;
  periodStart: Date | null;
  draftAt: Date | null;
  upgradedAt: Date | null;
  priceIds: string[] | null;
};

/** Reads where a tenant's billing stands; null: it has no customer at the payment provider (any more). */
export async function readBillingClock(tenantId: string, now: Date): Promise<BillingClock | null> {
  const [row] = await rawSql()<Row[]>`
    select b.stripe_customer_id as "customerId", b.clock_offset_seconds as "offset", b.test_clock_id as "testClockId",
           s.id is not null and s.ended_at is null as "isRunning",
           case when s.ended_at is null then s.period_start end as "periodStart",
           (select max(i.created_at) from invoice i
             where i.billing_subscription_id = s.id and i.status = 'draft' and i.auto_advance
               and i.created_at >= s.period_start) as "draftAt",
           (select max(c.proration_at) from plan_change c
             where c.billing_subscription_id = s.id and c.kind = 'upgrade' and c.status = 'applied'
               and c.proration_at >= s.period_start) as "upgradedAt",
           (select array_agg(i.price_id) from billing_subscription_item i
             where i.billing_subscription_id = s.id) as "priceIds"
      from billing_account b
      left join lateral (
        select id, period_start, ended_at from billing_subscription
         where tenant_id = b.tenant_id and billed_by = 'stripe'
         order by ended_at desc nulls first, started_at desc limit 1
      ) s on true
     where b.tenant_id = ${tenantId} and b.deleted_at is null`;
  if (!row?.customerId) return null;
  const here = billingNow(now, row.offset);
  const frozen = row.testClockId ? await readTestClock(row.testClockId) : null;
  const clock = frozen && frozen < here ? frozen : here;
  const isEarlierOpen = row.draftAt !== null && clock.getTime() - row.draftAt.getTime() < draftTakesMs;
  const { customerId, isRunning, periodStart, priceIds } = row;
  // What was used up to an upgrade was billed with it: only what is dated later counts at the new prices.
  const pricedFrom = periodStart && row.upgradedAt ? new Date(row.upgradedAt.getTime() + 1000) : periodStart;
  const pricedFeatures = priceIds?.flatMap((id) => id?.split(":")[1] ?? []) ?? null;
  return { customerId, clock, isRunning, periodStart, pricedFrom, isEarlierOpen, pricedFeatures };
}

async function readTestClock(id: string): Promise<Date> {
  const clock = await stripeClient().testHelpers.testClocks.retrieve(id);
  return new Date(clock.frozen_time * 1000);
}
