import { sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";

/** The channel on which the worker hears that something of billing waits. */
export const billingChannel = "billing_waits";

/** Asks the worker to read a tenant's money state from Stripe again, as soon as the transaction is over. */
export async function requestSync(tx: Reader, tenantId: string, now: Date): Promise<void> {
  await tx
    .insert(billingAccount)
    .values({ tenantId, syncRequestedAt: now })
    .onConflictDoUpdate({ target: billingAccount.tenantId, set: { syncRequestedAt: now } });
  await tx.execute(sql`select pg_notify(${billingChannel}, ${tenantId})`);
}
