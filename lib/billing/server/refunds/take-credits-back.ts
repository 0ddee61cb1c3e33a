import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { creditLot } from "@/db/schema/entitlements";
import { coverDebt } from "@/lib/billing/server/credits/cover-debt";

type Taken = {
  tenantId: string;
  /** The payment that the credits came with. */
  paymentId: string;
  micro: number;
  /** Of the refund: taken once. */
  key: string;
  reason: string;
  now: Date;
};

/**
 * Takes credits back with the money that they were bought for, also those that were used: what is missing is a debt that
 * other credits of the tenant cover, now or when they come. The caller tells the gateways.
 */
export async function takeCreditsBack(tx: Transaction, taken: Taken): Promise<void> {
  const [lot] = await tx
    .select({ accountId: creditLot.accountId })
    .from(creditLot)
    .where(
      and(
        eq(creditLot.tenantId, taken.tenantId),
        eq(creditLot.sourceId, taken.paymentId),
        inArray(creditLot.sourceType, ["purchase", "top_up"]),
      ),
    );
  if (!lot) return;
  const line = {
    line: 1,
    kind: "refund",
    unit: "microcredit",
    from: lot.accountId,
    to: "issued:microcredit",
    amount: taken.micro,
    reason: taken.reason,
  };
  await tx.execute(sql`select ledger_post('credit_lot_refund', ${taken.key}, ${JSON.stringify([line])}::jsonb)`);
  await coverDebt(tx, { tenantId: taken.tenantId, key: `refund:${taken.key}`, now: taken.now });
}
