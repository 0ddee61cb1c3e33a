import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingAccount, billingSubscription } from "@/db/schema/billing";
import { paymentMethod } from "@/db/schema/invoices";
import { stopTopUps } from "@/lib/billing/server/credits/stop-top-ups";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";

/** A customer that is gone takes its subscriptions and cards with it; an admin decides whether the tenant begins anew. */
export async function mirrorDeletedCustomer(
  tx: Transaction,
  of: { tenantId: string; customerId: string; billingNow: Date; askedAt: Date },
): Promise<void> {
  const { tenantId, customerId, billingNow, askedAt } = of;
  await tx
    .update(billingAccount)
    .set({ deletedAt: billingNow, syncedAt: askedAt, syncError: null, syncRequestedAt: null })
    .where(and(eq(billingAccount.tenantId, tenantId), isNull(billingAccount.deletedAt)));
  await tx
    .update(billingSubscription)
    .set({ status: "canceled", endedAt: billingNow, fetchedAt: askedAt })
    .where(
      and(
        eq(billingSubscription.tenantId, tenantId),
        eq(billingSubscription.billedBy, "stripe"),
        isNull(billingSubscription.endedAt),
      ),
    );
  await tx
    .update(paymentMethod)
    .set({ detachedAt: billingNow, isDefault: false })
    .where(and(eq(paymentMethod.tenantId, tenantId), isNull(paymentMethod.detachedAt)));
  await stopTopUps(tx, { tenantId, at: billingNow });
  await raiseTask(tx, { tenantId, kind: "customer_deleted", objectId: customerId, details: {}, now: askedAt });
}
