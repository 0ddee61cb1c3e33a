import { eq } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { billingNow } from "@/lib/billing/billing-now";

/** A tenant's billing time at a real instant, and by how much it differs; a tenant that never paid has the real one. */
export async function readBillingNow(
  reader: Reader,
  tenantId: string,
  now: Date,
): Promise<{ billingNow: Date; clockOffsetSeconds: number }> {
  const [account] = await reader
    .select({ clockOffsetSeconds: billingAccount.clockOffsetSeconds })
    .from(billingAccount)
    .where(eq(billingAccount.tenantId, tenantId));
  const clockOffsetSeconds = account?.clockOffsetSeconds ?? 0;
  return { billingNow: billingNow(now, clockOffsetSeconds), clockOffsetSeconds };
}
