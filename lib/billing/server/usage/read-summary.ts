import { rawSql } from "@/db/client";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

/**
 * What Stripe counted of a meter for one customer in `[start, end)`, both on whole minutes of billing time; null: the
 * feature has no meter there.
 */
export async function readSummary(
  featureId: string,
  customerId: string,
  start: Date,
  end: Date,
): Promise<number | null> {
  const [meter] = await rawSql()<{ stripeId: string }[]>`
    select o.stripe_id as "stripeId" from stripe_object o join stripe_link l on l.account_id = o.stripe_account
     where o.local_type = 'meter' and o.local_id = ${featureId}`;
  if (!meter) return null;
  let units = 0;
  const summaries = stripeClient().billing.meters.listEventSummaries(meter.stripeId, {
    customer: customerId,
    start_time: start.getTime() / 1000,
    end_time: end.getTime() / 1000,
    limit: 100,
  });
  for await (const { aggregated_value } of summaries) units += aggregated_value;
  return units;
}
