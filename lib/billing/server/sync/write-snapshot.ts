import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { billingNow } from "@/lib/billing/billing-now";
import type { ClaimedEvent } from "@/lib/billing/server/sync/claim-events";
import { mirrorAccount } from "@/lib/billing/server/sync/mirror-account";
import { mirrorAttempts } from "@/lib/billing/server/sync/mirror-attempts";
import { mirrorDeletedCustomer } from "@/lib/billing/server/sync/mirror-deleted-customer";
import { mirrorInvoices } from "@/lib/billing/server/sync/mirror-invoices";
import { mirrorSubscriptions } from "@/lib/billing/server/sync/mirror-subscriptions";
import { priceOwners } from "@/lib/billing/server/sync/price-owners";
import type { Snapshot } from "@/lib/billing/server/sync/read-snapshot";
import { recordCardRepairs } from "@/lib/billing/server/sync/record-card-repairs";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import { finishEvents } from "@/lib/billing/server/sync/settle-events";
import { settleFinalization } from "@/lib/billing/server/sync/settle-finalization";
import { afterAccess, beforeAccess } from "@/lib/billing/server/sync/steps";
import { systemCtx } from "@/lib/server/system-ctx";

type Of = { tenantId: string; customerId: string; askedAt: Date; events: readonly ClaimedEvent[] };

/**
 * Writes what Stripe answered, and all that follows from it, in the caller's transaction: the mirror, what others hang
 * in, the grant, and the events as done.
 * @param snapshot null: the customer is deleted.
 */
export async function writeSnapshot(tx: Transaction, snapshot: Snapshot | null, of: Of): Promise<void> {
  const { tenantId, askedAt, events } = of;
  const [account] = await tx
    .select({ offset: billingAccount.clockOffsetSeconds })
    .from(billingAccount)
    .where(eq(billingAccount.tenantId, tenantId))
    .for("update");
  const clockOffsetSeconds = account?.offset ?? 0;
  const now = billingNow(askedAt, clockOffsetSeconds);
  const ctx = systemCtx("sync", askedAt);
  // The grant's announcement to the gateways is held from its writing on, so it comes after everything else.
  await finishEvents(
    tx,
    events.map(({ id }) => id),
    askedAt,
  );
  if (!snapshot) {
    await mirrorDeletedCustomer(tx, { ...of, billingNow: now });
    await settleAccess(tx, ctx, tenantId, askedAt);
    return;
  }
  const owners = await priceOwners(tx, priceIdsOf(snapshot));
  await mirrorAccount(tx, snapshot, { tenantId, askedAt, billingNow: now });
  await mirrorSubscriptions(tx, snapshot.subscriptions, { tenantId, owners, askedAt });
  await mirrorInvoices(tx, snapshot, { tenantId, owners, askedAt });
  await mirrorAttempts(tx, { tenantId, askedAt, clockOffsetSeconds });
  const step = { tenantId, now: askedAt, billingNow: now, snapshot, events };
  for (const take of beforeAccess) await take(tx, step);
  await recordCardRepairs(tx, step);
  await settleFinalization(tx, tenantId, snapshot.invoices, askedAt);
  const { before, after } = await settleAccess(tx, ctx, tenantId, askedAt);
  for (const take of afterAccess) await take(tx, { ...step, before, after });
}

function priceIdsOf({ subscriptions, invoices }: Snapshot): string[] {
  const ids = new Set<string>();
  for (const { items, pending_update: pending } of subscriptions) {
    for (const { price } of [...items.data, ...(pending?.subscription_items ?? [])]) ids.add(price.id);
  }
  for (const { lines } of invoices) {
    for (const { pricing } of lines.data) {
      const price = pricing?.price_details?.price;
      if (price) ids.add(typeof price === "string" ? price : price.id);
    }
  }
  return [...ids];
}
