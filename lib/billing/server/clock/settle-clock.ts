import { eq } from "drizzle-orm";
import { billingAccount } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { noticeMoneyState } from "@/lib/billing/server/notices/notice-money-state";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import { systemCtx } from "@/lib/server/system-ctx";

/**
 * Makes `at` a tenant's billing time now, with what it may use then. Never moves it back: between two steps real time
 * has passed, which the provider's standing clock does not know of.
 */
export async function settleClock(tenantId: string, at: Date, now: Date): Promise<void> {
  await inTransaction(async (tx) => {
    const [account] = await tx
      .select({ clockOffsetSeconds: billingAccount.clockOffsetSeconds })
      .from(billingAccount)
      .where(eq(billingAccount.tenantId, tenantId))
      .for("update");
    const clockOffsetSeconds = Math.max(
      account?.clockOffsetSeconds ?? 0,
      Math.ceil((at.getTime() - now.getTime()) / 1000),
    );
    await tx.update(billingAccount).set({ clockOffsetSeconds }).where(eq(billingAccount.tenantId, tenantId));
    await settleAccess(tx, systemCtx("clock", now), tenantId, now);
    await noticeMoneyState(tx, { tenantId, now });
  });
}
