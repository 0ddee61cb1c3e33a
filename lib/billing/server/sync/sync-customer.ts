import { and, asc, eq, gte, inArray } from "drizzle-orm";
import Stripe from "stripe";
import { database, rawSql } from "@/db/client";
import { billingAccount, stripeCommand, stripeEvent } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { followClock } from "@/lib/billing/server/clock/follow-clock";
import { sendCommand } from "@/lib/billing/server/commands/send-command";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { type ClaimedEvent, claimEvents } from "@/lib/billing/server/sync/claim-events";
import { inTransactionAgain } from "@/lib/billing/server/sync/in-transaction-again";
import { readSnapshot, type Snapshot } from "@/lib/billing/server/sync/read-snapshot";
import { releaseEvents } from "@/lib/billing/server/sync/settle-events";
import { writeSnapshot } from "@/lib/billing/server/sync/write-snapshot";
import { flushTenantUsage } from "@/lib/billing/server/usage/flush-tenant-usage";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/server/log";

export type Synced = { synced: boolean; error: string | null };

/** What a repair changes is read back once; more rounds would chase somebody who changes it too. */
const mostRounds = 2;

/**
 * Reads everything of a customer from Stripe, and writes it with all that follows in one transaction. One at a time for
 * each customer, in whatever process. While Stripe is away nothing changes, and the worker asks again.
 */
export async function syncCustomer(tenantId: string, customerId: string, now: Date): Promise<Synced> {
  for (let round = 1; ; round += 1) {
    let events: ClaimedEvent[] = [];
    try {
      await requireLink(now);
      const askedAt = await alone(customerId, async (at, wantedAt) => {
        if (await isFresh(tenantId, customerId, wantedAt)) return null;
        events = await inTransaction((tx) => claimEvents(tx, customerId, at));
        const charges = [...new Set(events.flatMap(({ chargeId }) => chargeId ?? []))];
        await followClock(tenantId, at);
        const snapshot = await readSnapshot(customerId, tenantId, charges, at);
        await inTransactionAgain((tx) => writeSnapshot(tx, snapshot, { tenantId, customerId, askedAt: at, events }));
        if (snapshot && isBillingUsage(snapshot)) await flushTenantUsage(tenantId, at);
        return at;
      });
      const hasRepaired = askedAt !== null && (await sendRecorded(tenantId, askedAt, now));
      if (!hasRepaired || round === mostRounds) return { synced: true, error: null };
    } catch (error) {
      return giveUp(tenantId, events, error, now);
    }
  }
}

/**
 * Runs work under the customer's lock, with the instants at which it was got and wanted. The connection that holds the
 * lock has a transaction open and nothing in it: it keeps no row and no snapshot.
 */
function alone<Result>(customerId: string, work: (at: Date, wantedAt: Date) => Promise<Result>): Promise<Result> {
  return rawSql().begin(async (held) => {
    const clock = async () => (await held<{ at: Date }[]>`select clock_timestamp() as at`)[0]?.at ?? new Date();
    const wantedAt = await clock();
    await held`select pg_advisory_xact_lock(hashtextextended(${`stripe:${customerId}`}, 0))`;
    return work(await clock(), wantedAt);
  }) as Promise<Result>;
}

/** Whether another process began a sync after this one was wanted, and nothing has come since. */
async function isFresh(tenantId: string, customerId: string, wantedAt: Date): Promise<boolean> {
  const [account] = await database()
    .select({ syncedAt: billingAccount.syncedAt, requestedAt: billingAccount.syncRequestedAt })
    .from(billingAccount)
    .where(eq(billingAccount.tenantId, tenantId));
  if (!account?.syncedAt || account.syncedAt <= wantedAt || account.requestedAt) return false;
  const waiting = await database()
    .select({ id: stripeEvent.stripeEventId })
    .from(stripeEvent)
    .where(and(eq(stripeEvent.stripeCustomerId, customerId), inArray(stripeEvent.status, ["new", "claimed"])))
    .limit(1);
  return waiting.length === 0;
}

/** The invoice of a period that is over waits an hour for its last usage. */
const isBillingUsage = ({ invoices }: Snapshot) =>
  invoices.some(
    ({ status, auto_advance, billing_reason }) =>
      status === "draft" && auto_advance && billing_reason === "subscription_cycle",
  );

/** Sends the commands that the sync wrote. True when one of them changed something. */
async function sendRecorded(tenantId: string, askedAt: Date, now: Date): Promise<boolean> {
  const rows = await database()
    .select({ id: stripeCommand.id })
    .from(stripeCommand)
    .where(
      and(
        eq(stripeCommand.tenantId, tenantId),
        eq(stripeCommand.status, "pending"),
        gte(stripeCommand.createdAt, askedAt),
      ),
    )
    .orderBy(asc(stripeCommand.id));
  let isChanged = false;
  for (const { id } of rows) {
    const result = await sendCommand(id, now);
    isChanged ||= result?.status === "done";
  }
  return isChanged;
}

async function giveUp(tenantId: string, events: readonly ClaimedEvent[], error: unknown, now: Date): Promise<Synced> {
  const isAway = isStripeAway(error);
  const message = error instanceof Error ? error.message : String(error);
  log()[isAway ? "warn" : "error"]({ err: error, tenantId }, "a sync with Stripe failed; it is tried again");
  await releaseEvents(
    database(),
    events.map(({ id }) => id),
    { message, isFault: !isAway },
    now,
  );
  await database()
    .update(billingAccount)
    .set({ syncError: message.slice(0, 1_000), syncRequestedAt: now })
    .where(eq(billingAccount.tenantId, tenantId));
  return { synced: false, error: message };
}

function isStripeAway(error: unknown): boolean {
  if (error instanceof AppError) return error.code === "payment_processor_unavailable";
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeAPIError ||
    error instanceof Stripe.errors.StripeRateLimitError
  );
}
