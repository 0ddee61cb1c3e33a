import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { checkPrice } from "@/lib/billing/server/reconcile/check-price";
import { checkProduct } from "@/lib/billing/server/reconcile/check-product";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { finishEvents, releaseEvents } from "@/lib/billing/server/sync/settle-events";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { AppError } from "@/lib/errors";

const mostTenants = 16;
const longestPauseMs = 300_000;
let isFirst = true;
/** When a tenant whose sync failed is asked for again; a restart asks at once. */
const resting = new Map<string, { failures: number; untilMs: number }>();

/**
 * Answers what waits: one sync for each tenant, however many events it has; and prices or products that were changed in
 * Stripe.
 */
export async function runInbox(now: Date): Promise<{ synced: number; failed: number; checked: number }> {
  if (isFirst) await takeBack();
  isFirst = false;
  const isReachable = await hasLink(now);
  const checked = isReachable ? await checkCatalog(now) : 0;
  const tenants = (await waitingTenants(now, isReachable)).filter(
    (id) => (resting.get(id)?.untilMs ?? 0) <= now.getTime(),
  );
  const results = await Promise.all(
    tenants.map(async (tenantId) => {
      const { synced } = await syncTenant(tenantId, now);
      note(tenantId, synced, now);
      return synced;
    }),
  );
  const synced = results.filter(Boolean).length;
  return { synced, failed: results.length - synced, checked };
}

/** While Stripe is away nobody who has a customer there is looked at: they would only wait for each other. */
async function hasLink(now: Date): Promise<boolean> {
  try {
    await requireLink(now);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** What a process that died had claimed waits again at once; for one that lives it is at most a sync more. */
async function takeBack(): Promise<void> {
  await database().execute(sql`update stripe_event set status = 'new' where status = 'claimed'`);
}

function note(tenantId: string, isSynced: boolean, now: Date): void {
  if (isSynced) {
    resting.delete(tenantId);
    return;
  }
  const failures = (resting.get(tenantId)?.failures ?? 0) + 1;
  resting.set(tenantId, { failures, untilMs: now.getTime() + Math.min(1_000 * 2 ** failures, longestPauseMs) });
}

/**
 * Tenants that somebody asked a sync for, or of whose customer an event waits; the longest waiting first. In manual
 * billing and while Stripe is away only those whose own rows say everything.
 */
async function waitingTenants(now: Date, isReachable: boolean): Promise<string[]> {
  const isOwn =
    currentMode() === "manual"
      ? sql`account.sync_requested_at is not null`
      : sql`account.sync_requested_at is not null and account.stripe_customer_id is null`;
  const rows = await database().execute<{ tenantId: string }>(sql`
    select account.tenant_id as "tenantId"
      from billing_account account
      left join lateral (
        select min(event.next_at) as since from stripe_event event
         where event.stripe_customer_id = account.stripe_customer_id
           and ((event.status = 'new' and event.next_at <= ${now.toISOString()}::timestamptz)
             or (event.status = 'claimed' and event.claimed_at < ${now.toISOString()}::timestamptz - interval '2 minutes'))
      ) waiting on true
     where ${isReachable ? sql`account.sync_requested_at is not null or waiting.since is not null` : isOwn}
     order by least(account.sync_requested_at, waiting.since)
     limit ${mostTenants}`);
  return rows.map(({ tenantId }) => tenantId);
}

/** Events of prices and products, which are no tenant's. */
async function checkCatalog(now: Date): Promise<number> {
  const rows = await database().execute<{ id: string; type: string; objectId: string }>(sql`
    update stripe_event set status = 'claimed', claimed_at = ${now.toISOString()}::timestamptz
     where stripe_event_id in (
       select stripe_event_id from stripe_event
        where stripe_customer_id is null
          and ((status = 'new' and next_at <= ${now.toISOString()}::timestamptz)
            or (status = 'claimed' and claimed_at < ${now.toISOString()}::timestamptz - interval '2 minutes'))
        order by next_at limit 50 for update skip locked)
    returning stripe_event_id as id, type, object_id as "objectId"`);
  for (const { id, type, objectId } of rows) {
    try {
      if (type.startsWith("price.")) await checkPrice(objectId, now);
      if (type.startsWith("product.")) await checkProduct(objectId, now);
      await finishEvents(database(), [id], now);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await releaseEvents(database(), [id], { message, isFault: true }, now);
    }
  }
  return rows.length;
}
