import { database, rawSql } from "@/db/client";
import { meterTimestamp } from "@/lib/billing/meter-timestamp";
import { meterEventName } from "@/lib/billing/price-spec";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";
import type { BillingClock } from "@/lib/billing/server/usage/billing-clock";
import { isSummarised } from "@/lib/billing/server/usage/is-summarised";
import { type Outcome, readOutcome } from "@/lib/billing/server/usage/read-outcome";

/** A row that waits. `sentTs` is when it counts or, once it was tried, the time stamp that it was sent with. */
export type WaitingRow = {
  id: string;
  tenantId: string;
  featureId: string;
  slug: string;
  identifier: string;
  units: number;
  sentTs: Date;
  attempts: number;
  createdAt: Date;
};

/** Stripe remembers identifiers for a day at least. */
const rememberedMs = 20 * 60 * 60 * 1000;
/** A row that says so is being sent; whoever died over it is waited for so long. */
export const sendingMark = "sending";
const claimMs = 90_000;
/** So far ahead of its clock Stripe takes a report. */
const mostAheadMs = 4 * 60 * 1000;
const longestPauseMs = 15 * 60 * 1000;
/** So many refusals in a row are shown to staff; it goes on being tried. */
const manyAttempts = 6;

const unixTime = (at: Date) => Math.floor(at.getTime() / 1000);

/**
 * Reports one row under its own name, as often as it takes: the name counts once. `later` also when somebody else is
 * about it just now.
 */
export async function sendRow(
  waiting: WaitingRow,
  billing: BillingClock | null,
  now: Date,
): Promise<Outcome["status"]> {
  const row = await claim(waiting, now);
  if (!row) return "later";
  const outcome = await tryRow(row, billing, now);
  const error = "error" in outcome ? outcome.error : null;
  const pauseMs = Math.min(5_000 * 2 ** row.attempts, longestPauseMs);
  await rawSql()`
    update meter_row
       set status = ${outcome.status === "later" ? "pending" : outcome.status}, error = ${error},
           next_at = ${new Date(now.getTime() + pauseMs)}
     where id = ${row.id} and status = 'pending'`;
  if (outcome.status === "dead" || (outcome.status === "later" && row.attempts + 1 >= manyAttempts)) {
    const details = { units: row.units, featureId: row.featureId, identifier: row.identifier, error: error ?? "" };
    await raiseTask(database(), { tenantId: row.tenantId, kind: "meter_row_dead", objectId: row.id, details, now });
  }
  return outcome.status;
}

/** Two processes that sent one row would each write down another time stamp, and Stripe counts by the first. */
async function claim(waiting: WaitingRow, now: Date): Promise<WaitingRow | null> {
  const [row] = await rawSql()<{ sentTs: Date; attempts: number }[]>`
    update meter_row set error = ${sendingMark}, next_at = ${new Date(now.getTime() + claimMs)}
     where id = ${waiting.id} and status = 'pending' and (error is distinct from ${sendingMark} or next_at <= ${now})
    returning sent_ts as "sentTs", attempts`;
  return row ? { ...waiting, ...row } : null;
}

async function tryRow(row: WaitingRow, billing: BillingClock | null, now: Date): Promise<Outcome> {
  const isNew = row.attempts === 0;
  if (!billing) return { status: "dead", error: "no_customer: The tenant has no customer at the payment provider." };
  if (isNew && !billing.isRunning && !billing.isEarlierOpen) {
    return { status: "dead", error: "subscription_ended: No invoice takes this usage any more." };
  }
  if (isNew && !billing.isEarlierOpen && billing.pricedFeatures && !billing.pricedFeatures.includes(row.featureId)) {
    return { status: "dead", error: "no_price: The subscription has no price for this use any more." };
  }
  if (isNew && billing.pricedFrom && +billing.pricedFrom > +billing.clock + mostAheadMs) {
    return { status: "later", error: "clock_behind: The tenant's clock stands before the present prices begin." };
  }
  try {
    const isForgotten = !isNew && now.getTime() - row.createdAt.getTime() > rememberedMs;
    if (isForgotten && (await isSummarised(row, billing.customerId))) return { status: "duplicate" };
    return await report(
      row,
      billing,
      isNew || isForgotten ? meterTimestamp(row.sentTs, billing) : unixTime(row.sentTs),
    );
  } catch (error) {
    return readOutcome(error);
  }
}

/** The time stamp is written down first: a repeat must not move what was received. */
async function report(row: WaitingRow, billing: BillingClock, timestamp: number): Promise<Outcome> {
  await rawSql()`
    update meter_row set sent_ts = ${new Date(timestamp * 1000)}, attempts = attempts + 1 where id = ${row.id}`;
  await stripeClient().billing.meterEvents.create({
    event_name: meterEventName(row.slug),
    identifier: row.identifier,
    timestamp,
    payload: { stripe_customer_id: billing.customerId, value: String(row.units) },
  });
  return { status: "sent" };
}
