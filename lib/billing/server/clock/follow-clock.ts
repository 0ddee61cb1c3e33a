import { eq, sql } from "drizzle-orm";
import Stripe from "stripe";
import { database } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { billingNow } from "@/lib/billing/billing-now";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

/**
 * Takes over where a tenant's test clock was moved to by others: in the sandbox's panel, or in the Dashboard. Written
 * before the tenant's state is read, so that all of it is looked at in that time. Does nothing without a test clock.
 */
export async function followClock(tenantId: string, now: Date): Promise<void> {
  const [account] = await database()
    .select({ clockId: billingAccount.testClockId, offset: billingAccount.clockOffsetSeconds })
    .from(billingAccount)
    .where(eq(billingAccount.tenantId, tenantId));
  if (!account?.clockId) return;
  const clock = await stripeClient().testHelpers.testClocks.retrieve(account.clockId).catch(asGone);
  if (clock?.status !== "ready") return;
  const frozen = new Date(clock.frozen_time * 1000);
  if (frozen <= billingNow(now, account.offset)) return;
  const offset = Math.ceil((frozen.getTime() - now.getTime()) / 1000);
  await database()
    .update(billingAccount)
    .set({ clockOffsetSeconds: sql`greatest(${billingAccount.clockOffsetSeconds}, ${offset}::int)` })
    .where(eq(billingAccount.tenantId, tenantId));
}

/** With a deleted clock its customer is gone too: the sync says so. */
function asGone(error: unknown): null {
  if (error instanceof Stripe.errors.StripeInvalidRequestError) return null;
  throw error;
}
