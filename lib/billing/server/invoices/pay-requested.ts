import { and, eq, isNotNull } from "drizzle-orm";
import { database } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { payOpenInvoices } from "@/lib/billing/server/invoices/pay-open-invoices";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/server/log";

/** So many tenants are paid for in one turn. */
const perTurn = 20;
/** What could not be asked of Stripe is asked again for as long. */
const patienceMs = 86_400_000;

/** Worker duty: pays what is open where a new default card came. A card that is declined is not asked again. */
export async function payRequested(now: Date): Promise<{ paid: number; declined: number; waiting: number }> {
  const counts = { paid: 0, declined: 0, waiting: 0 };
  const rows = await database()
    .select({ tenantId: billingAccount.tenantId, requestedAt: billingAccount.payRequestedAt })
    .from(billingAccount)
    .where(isNotNull(billingAccount.payRequestedAt))
    .orderBy(billingAccount.payRequestedAt)
    .limit(perTurn);
  for (const { tenantId, requestedAt } of rows) {
    if (!requestedAt) continue;
    const isDone = await attempt(tenantId, now, counts);
    if (!isDone && now.getTime() - requestedAt.getTime() < patienceMs) continue;
    await database()
      .update(billingAccount)
      .set({ payRequestedAt: null })
      .where(and(eq(billingAccount.tenantId, tenantId), eq(billingAccount.payRequestedAt, requestedAt)));
  }
  return counts;
}

async function attempt(tenantId: string, now: Date, counts: { paid: number; declined: number; waiting: number }) {
  try {
    const payment = await payOpenInvoices({ tenantId, createdBy: "worker", isPerson: false, now });
    if (payment.status === "paid") counts.paid++;
    else counts.declined++;
    return true;
  } catch (fault) {
    const isAway = fault instanceof AppError && fault.code !== "conflict" && fault.code !== "payment_method_missing";
    if (fault instanceof AppError && !isAway) return true;
    log().warn({ err: fault, tenantId }, "open invoices could not be paid with a new card yet");
    counts.waiting++;
    return false;
  }
}
