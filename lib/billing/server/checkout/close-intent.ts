import { and, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { billingAccount, checkoutIntent } from "@/db/schema/billing";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import { expireSession, type SessionEnding } from "@/lib/billing/server/checkout/expire-session";
import type { Intent } from "@/lib/billing/server/checkout/write-intent";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";

/**
 * Closes the hosted page of an older intent, so that nobody pays on it any more; one that was paid meanwhile is taken
 * over first.
 * @throws AppError `conflict` when it was paid, `payment_processor_unavailable`.
 */
export async function closeIntent(ctx: Ctx, intent: Intent): Promise<void> {
  const ending = await endSession(intent);
  if (ending === "complete") {
    await syncTenant(intent.tenantId, ctx.now);
    throw new AppError("conflict", "This was paid a moment ago. Look at your plan again.", { reason: "paid_already" });
  }
  await database()
    .update(checkoutIntent)
    .set({ status: ending === "expired" ? "expired" : "superseded" })
    .where(
      and(
        eq(checkoutIntent.id, intent.id),
        eq(checkoutIntent.status, "open"),
        // A page that was made meanwhile is closed by who asks next.
        intent.stripeSessionId === null
          ? isNull(checkoutIntent.stripeSessionId)
          : eq(checkoutIntent.stripeSessionId, intent.stripeSessionId),
      ),
    );
}

async function endSession(intent: Intent): Promise<SessionEnding> {
  try {
    const id = intent.stripeSessionId ?? (await findSession(intent));
    if (id === null) return "closed";
    return await expireSession(id);
  } catch (fault) {
    throw asRefusal(fault);
  }
}

/** A session whose answer was lost is known by the intent that it names. */
async function findSession(intent: Intent): Promise<string | null> {
  const [account] = await database()
    .select({ customer: billingAccount.stripeCustomerId })
    .from(billingAccount)
    .where(eq(billingAccount.tenantId, intent.tenantId));
  if (!account?.customer) return null;
  for await (const session of stripeClient().checkout.sessions.list({ customer: account.customer, limit: 100 })) {
    if (session.metadata?.intent_id === intent.id) return session.id;
  }
  return null;
}
