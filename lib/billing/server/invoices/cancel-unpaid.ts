import { rawSql } from "@/db/client";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { resolveDrafts } from "@/lib/billing/server/invoices/resolve-drafts";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { env } from "@/lib/env";
import { log } from "@/lib/server/log";

type Unpaid = { id: string; tenantId: string; stripeId: string; customerId: string };

const perTurn = 20;

/**
 * Worker duty: cancels subscriptions that were unpaid for as long as the installation waits. What was drafted meanwhile
 * is closed; the invoice that was not paid stays open, and is shown. One tenant's fault stops no other.
 */
export async function cancelUnpaid(now: Date): Promise<{ cancelled: number; failed: number }> {
  const counts = { cancelled: 0, failed: 0 };
  for (const one of await findUnpaid(now)) {
    try {
      if (await cancel(one, now)) counts.cancelled++;
    } catch (err) {
      counts.failed++;
      log().error({ err, tenantId: one.tenantId }, "an unpaid subscription could not be cancelled");
    }
  }
  return counts;
}

/** Days are counted from the oldest open invoice, in the tenant's billing time. */
const findUnpaid = (now: Date) => rawSql()<Unpaid[]>`
  select s.id, s.tenant_id as "tenantId", s.stripe_subscription_id as "stripeId", b.stripe_customer_id as "customerId"
    from billing_subscription s
    join billing_account b on b.tenant_id = s.tenant_id
    join lateral (select min(i.finalized_at) as since from invoice i
                   where i.billing_subscription_id = s.id and i.status = 'open') open on true
   where s.billed_by = 'stripe' and s.status = 'unpaid' and s.ended_at is null and b.deleted_at is null
     and open.since <= ${now}::timestamptz + make_interval(secs => b.clock_offset_seconds)
                       - make_interval(days => ${env().FAREGATE_CANCEL_UNPAID_DAYS})
   order by open.since limit ${perTurn}`;

async function cancel(one: Unpaid, now: Date): Promise<boolean> {
  const by = { tenantId: one.tenantId, createdBy: "worker", now };
  const customer = await stripeClient().customers.retrieve(one.customerId);
  if (customer.deleted) return false;
  await resolveDrafts(by, customer);
  const ended = await runCommand({
    ...by,
    kind: "subscription.cancel",
    key: `unpaid:${one.id}`,
    // Use that was served and is on no invoice yet is owed all the same.
    request: { id: one.stripeId, params: { invoice_now: true } },
  });
  await syncTenant(one.tenantId, now);
  if (ended.status === "failed") throw new Error(`Stripe refused to cancel: ${ended.error.message}`);
  return ended.status === "done";
}
