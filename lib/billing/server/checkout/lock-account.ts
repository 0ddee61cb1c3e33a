import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { billingNow } from "@/lib/billing/billing-now";

/** A tenant's account as a payer, locked until the commit: purchases of one tenant come one after another. */
export async function lockAccount(tx: Transaction, tenantId: string, now: Date) {
  await tx.insert(billingAccount).values({ tenantId }).onConflictDoNothing();
  const [account] = await tx.select().from(billingAccount).where(eq(billingAccount.tenantId, tenantId)).for("update");
  if (!account) throw new Error("A billing account was not there after it was made.");
  return { ...account, billingNow: billingNow(now, account.clockOffsetSeconds) };
}
