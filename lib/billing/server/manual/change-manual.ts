import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { billingSubscription } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { readHolding } from "@/lib/billing/server/checkout/read-holding";
import { noticeMoneyState } from "@/lib/billing/server/notices/notice-money-state";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";

type Row = typeof billingSubscription.$inferSelect;
type ManualChange = {
  tenantId: string;
  action: string;
  reason: string;
  /** What changes, or a sentence that says why it cannot. `now` is billing time. */
  change: (row: Row, now: Date) => Partial<Row> | string;
  /** Further rows that change with it. */
  also?: (tx: Transaction, row: Row, now: Date) => Promise<void>;
};

/**
 * One change of what a tenant is billed by hand (or by nobody), and of the access that follows.
 * @throws AppError `not_found` without any, `conflict` while Stripe bills it, or in another state.
 */
export async function changeManual(ctx: Ctx, wanted: ManualChange): Promise<SubscriptionView> {
  const { tenantId, action, reason } = wanted;
  return inTransaction(async (tx) => {
    const [home] = await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, tenantId));
    if (!home) throw new AppError("not_found");
    const { billingNow } = await lockAccount(tx, tenantId, ctx.now);
    const { other, stripe } = await readHolding(tx, tenantId);
    if (!other && stripe) {
      throw new AppError("conflict", "Stripe bills this tenant. Change its subscription there.", {
        reason: "billed_by_stripe",
      });
    }
    if (!other) throw new AppError("not_found");
    const changes = wanted.change(other, billingNow);
    if (typeof changes === "string") throw new AppError("conflict", changes);
    await tx.update(billingSubscription).set(changes).where(eq(billingSubscription.id, other.id));
    await wanted.also?.(tx, other, billingNow);
    const { subscription } = await settleAccess(tx, ctx, tenantId, ctx.now, { action, reason });
    await noticeMoneyState(tx, { tenantId, now: ctx.now });
    if (!subscription) throw new AppError("conflict", "This tenant holds nothing yet.");
    return subscription;
  });
}
