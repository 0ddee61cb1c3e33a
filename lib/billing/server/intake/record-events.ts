import { inArray, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { billingAccount, stripeEvent } from "@/db/schema/billing";
import { invoice } from "@/db/schema/invoices";
import { type EventRefs, eventRefs } from "@/lib/billing/server/intake/event-refs";
import { clockEvents, subscribedEvents } from "@/lib/billing/server/intake/subscribed-events.data";
import { billingChannel } from "@/lib/billing/server/sync/request-sync";

/** An event as far as the inbox needs it, of whatever API version. */
export type IncomingEvent = {
  id: string;
  type: string;
  created: number;
  livemode: boolean;
  api_version?: string | null;
  data?: unknown;
};

const known = new Set<string>([...subscribedEvents, ...clockEvents]);
/** Of these no customer is asked: prices and products are checked against ours. */
const ofNobody = /^(price|product)\./;

/**
 * Puts events into the inbox, each id once. Events of types that nobody waits for, and of customers that are none of
 * ours, are kept as skipped: the Stripe account may serve other systems.
 * @returns how many were new.
 */
export async function recordEvents(
  tx: Reader,
  events: readonly IncomingEvent[],
  source: "webhook" | "poll",
  now: Date,
): Promise<number> {
  if (events.length === 0) return 0;
  const seen = await tx
    .select({ id: stripeEvent.stripeEventId })
    .from(stripeEvent)
    .where(
      inArray(
        stripeEvent.stripeEventId,
        events.map(({ id }) => id),
      ),
    );
  const ids = new Set(seen.map(({ id }) => id));
  const fresh = events.filter(({ id }) => !ids.has(id)).map((event) => ({ event, refs: eventRefs(event) }));
  if (fresh.length === 0) return 0;
  const customers = await ownCustomers(
    tx,
    fresh.map(({ refs }) => refs),
  );
  const rows = fresh.map(({ event, refs }) => {
    const customerId = customers(refs);
    const isOurs = known.has(event.type) && (customerId !== null || ofNobody.test(event.type));
    return {
      stripeEventId: event.id,
      type: event.type,
      stripeCustomerId: customerId,
      objectId: refs.objectId,
      apiVersion: event.api_version ?? null,
      livemode: event.livemode,
      created: new Date(event.created * 1000),
      source,
      status: isOurs ? ("new" as const) : ("skipped" as const),
      nextAt: now,
      // Of others' customers nothing is kept but that it came.
      payload: isOurs ? withoutSecrets(event) : null,
      receivedAt: now,
    };
  });
  const written = await tx.insert(stripeEvent).values(rows).onConflictDoNothing().returning({
    status: stripeEvent.status,
  });
  if (written.some(({ status }) => status === "new")) await tx.execute(sql`select pg_notify(${billingChannel}, '')`);
  return written.length;
}

/** What lets a browser confirm a payment is nothing for a database. */
const withoutSecrets = (event: IncomingEvent): unknown =>
  JSON.parse(JSON.stringify(event, (name, value: unknown) => (name === "client_secret" ? undefined : value)));

/** Finds the customer of ours that an event is of: by itself, by its payment, or by its clock. */
async function ownCustomers(tx: Reader, all: readonly EventRefs[]): Promise<(refs: EventRefs) => string | null> {
  const named = all.flatMap(({ customerId, objectId }) => [customerId ?? [], objectId ?? []].flat());
  const intents = all.flatMap(({ customerId, paymentIntentId }) => (customerId ? [] : (paymentIntentId ?? [])));
  const [accounts, payments] = await Promise.all([
    named.length === 0
      ? []
      : tx
          .select({ customerId: billingAccount.stripeCustomerId, clockId: billingAccount.testClockId })
          .from(billingAccount)
          .where(
            sql`${inArray(billingAccount.stripeCustomerId, named)} or ${inArray(billingAccount.testClockId, named)}`,
          ),
    intents.length === 0
      ? []
      : tx
          .select({ intentId: invoice.paymentIntentId, customerId: billingAccount.stripeCustomerId })
          .from(invoice)
          .innerJoin(billingAccount, sql`${billingAccount.tenantId} = ${invoice.tenantId}`)
          .where(inArray(invoice.paymentIntentId, intents)),
  ]);
  const own = new Set(accounts.map(({ customerId }) => customerId));
  const byClock = new Map(accounts.map(({ clockId, customerId }) => [clockId, customerId]));
  const byIntent = new Map(payments.map(({ intentId, customerId }) => [intentId, customerId]));
  return ({ customerId, objectId, paymentIntentId }) => {
    if (customerId !== null) return own.has(customerId) ? customerId : null;
    return byClock.get(objectId) ?? byIntent.get(paymentIntentId) ?? null;
  };
}
