import { and, eq, inArray, isNull, lte, ne } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingSubscription } from "@/db/schema/billing";
import { endOver } from "@/lib/billing/server/manual/end-over";

const live = ["trialing", "active", "past_due", "unpaid", "paused"];

/**
 * Ends what was billed by hand or by nobody once the mirror holds a subscription of Stripe's that began after it: a
 * completed checkout takes its place, in the transaction that grants it, so nobody is without a plan or pays twice.
 * What begins in the future is a hand-over the other way, and stays. Instants are billing time.
 */
export async function endReplaced(tx: Transaction, of: { tenantId: string; billingNow: Date }): Promise<void> {
  const begun = await tx
    .select({ startedAt: billingSubscription.startedAt })
    .from(billingSubscription)
    .where(
      and(
        eq(billingSubscription.tenantId, of.tenantId),
        eq(billingSubscription.billedBy, "stripe"),
        isNull(billingSubscription.endedAt),
        inArray(billingSubscription.status, live),
      ),
    );
  const latest = begun.map(({ startedAt }) => startedAt.getTime()).toSorted((a, b) => b - a)[0];
  if (latest === undefined) return;
  await endOver(tx, of);
  await tx
    .update(billingSubscription)
    .set({ endedAt: of.billingNow, status: "ended" })
    .where(
      and(
        eq(billingSubscription.tenantId, of.tenantId),
        ne(billingSubscription.billedBy, "stripe"),
        isNull(billingSubscription.endedAt),
        // Stripe counts in whole seconds.
        lte(billingSubscription.startedAt, new Date(latest + 999)),
      ),
    );
}
