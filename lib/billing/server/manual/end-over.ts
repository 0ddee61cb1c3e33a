import { and, eq, isNull, ne } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingSubscription } from "@/db/schema/billing";
import { endOfTerm } from "@/lib/billing/end-of-term";

/**
 * Writes down that what was billed by hand or by nobody is over, where its time has passed: access followed by itself,
 * and only who begins something new needs its place. `billingNow` is billing time.
 */
export async function endOver(tx: Transaction, of: { tenantId: string; billingNow: Date }): Promise<void> {
  const rows = await tx
    .select()
    .from(billingSubscription)
    .where(
      and(
        eq(billingSubscription.tenantId, of.tenantId),
        ne(billingSubscription.billedBy, "stripe"),
        isNull(billingSubscription.endedAt),
      ),
    );
  for (const row of rows) {
    const endedAt = endOfTerm(row);
    if (!endedAt || endedAt > of.billingNow) continue;
    await tx.update(billingSubscription).set({ endedAt, status: "ended" }).where(eq(billingSubscription.id, row.id));
  }
}
