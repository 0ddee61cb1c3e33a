import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { noticeMoneyState } from "@/lib/billing/server/notices/notice-money-state";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import { type Synced, syncCustomer } from "@/lib/billing/server/sync/sync-customer";
import { systemCtx } from "@/lib/server/system-ctx";

const mostAtOnce = 4;
let running = 0;
const waiting: (() => void)[] = [];
/** Of each tenant the sync that has not begun yet: who asks meanwhile shares it. */
const next = new Map<string, Promise<Synced>>();
const last = new Map<string, Promise<Synced>>();

/**
 * Brings a tenant's mirror and grant to what Stripe says now; a tenant without a customer there to what its own rows
 * say. Never throws because Stripe is away: the answer says so, nothing has changed, and the worker asks again.
 */
export function syncTenant(tenantId: string, now: Date): Promise<Synced> {
  const shared = next.get(tenantId);
  if (shared) return shared;
  const before = last.get(tenantId) ?? Promise.resolve(null);
  const begun = before
    .catch(() => null)
    .then(() => {
      next.delete(tenantId);
      return inTurn(() => sync(tenantId, now));
    });
  next.set(tenantId, begun);
  last.set(tenantId, begun);
  const forget = () => {
    if (last.get(tenantId) === begun) last.delete(tenantId);
  };
  begun.then(forget, forget);
  return begun;
}

/** Each holds a connection while Stripe is asked; a slow Stripe must not take them all. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

async function sync(tenantId: string, now: Date): Promise<Synced> {
  const [account] = await database()
    .select({ customerId: billingAccount.stripeCustomerId, deletedAt: billingAccount.deletedAt })
    .from(billingAccount)
    .where(eq(billingAccount.tenantId, tenantId));
  if (account?.customerId && currentMode() !== "manual") return syncCustomer(tenantId, account.customerId, now);
  await inTransaction(async (tx) => {
    await tx.update(billingAccount).set({ syncRequestedAt: null }).where(eq(billingAccount.tenantId, tenantId));
    await settleAccess(tx, systemCtx("sync", now), tenantId, now);
    await noticeMoneyState(tx, { tenantId, now });
  });
  return { synced: true, error: null };
}
