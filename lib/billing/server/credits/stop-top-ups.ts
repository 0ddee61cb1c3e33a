import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { topUp, topUpRule } from "@/db/schema/invoices";

/**
 * Ends what tops up by itself for a customer that is no more: nothing can be asked of it, and a member agreed to charge
 * that one, not the next.
 * @param of `tenantId` null: of all tenants; `at`: billing time
 */
export async function stopTopUps(tx: Transaction, of: { tenantId: string | null; at: Date }): Promise<void> {
  const { tenantId, at } = of;
  await tx
    .update(topUp)
    .set({ status: "failed", doneAt: at, hostedUrl: null })
    .where(
      and(
        inArray(topUp.status, ["claimed", "unknown", "needs_action"]),
        tenantId === null ? undefined : eq(topUp.tenantId, tenantId),
      ),
    );
  await tx
    .update(topUpRule)
    .set({ state: "off", cooldownUntil: null, softFailures: 0, lastCause: null })
    .where(tenantId === null ? undefined : eq(topUpRule.tenantId, tenantId));
}
