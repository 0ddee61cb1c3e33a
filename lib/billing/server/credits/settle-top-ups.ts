import { and, eq, inArray, or } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { invoice, topUp, topUpRule } from "@/db/schema/invoices";
import { postBoughtCredits } from "@/lib/billing/server/credits/post-bought-credits";
import { stepTopUpRule } from "@/lib/billing/server/credits/step-top-up-rule";
import type { SyncContext } from "@/lib/billing/server/sync/sync-context";
import { closeNotices } from "@/lib/server/record-notice";

/** Brings automatic top-ups to what their invoices say now: paid ones make their lot, whoever paid. */
export async function settleTopUps(tx: Transaction, ctx: SyncContext): Promise<void> {
  const { tenantId, now, billingNow } = ctx;
  const rows = await tx
    .select({ topUp, invoice })
    .from(topUp)
    .innerJoin(invoice, eq(invoice.stripeInvoiceId, topUp.stripeInvoiceId))
    .where(
      and(
        eq(topUp.tenantId, tenantId),
        or(
          inArray(topUp.status, ["claimed", "unknown", "needs_action"]),
          // One that was given up may be paid on its page all the same.
          and(eq(topUp.status, "failed"), eq(invoice.status, "paid")),
        ),
      ),
    )
    .orderBy(topUp.createdAt)
    .for("update", { of: topUp });
  for (const { topUp: attempt, invoice: bill } of rows) {
    if (bill.status === "paid") {
      await tx.update(topUp).set({ status: "paid", doneAt: billingNow }).where(eq(topUp.id, attempt.id));
      await postBoughtCredits(tx, {
        tenantId,
        source: "top_up",
        paymentId: bill.paymentIntentId ?? bill.stripeInvoiceId ?? bill.id,
        creditPackId: attempt.creditPackId,
        creditMicro: attempt.creditMicro,
        amountMinor: attempt.amountMinor,
        currency: attempt.currency,
        createdBy: "top-up",
        now,
      });
      if (attempt.status !== "failed" || !(await isCharging(tx, tenantId))) {
        await stepTopUpRule(tx, tenantId, { kind: "paid" }, billingNow);
      }
      await closeNotices(tx, { tenantId, kinds: ["credits.recharge_failed"], now });
    } else if (attempt.status === "needs_action" && (bill.status === "void" || bill.status === "uncollectible")) {
      await tx.update(topUp).set({ status: "failed", doneAt: billingNow }).where(eq(topUp.id, attempt.id));
      await stepTopUpRule(tx, tenantId, { kind: "unconfirmed" }, billingNow);
    }
  }
}

/** An attempt that runs has its own end. */
async function isCharging(tx: Transaction, tenantId: string): Promise<boolean> {
  const [rule] = await tx.select({ state: topUpRule.state }).from(topUpRule).where(eq(topUpRule.tenantId, tenantId));
  return rule?.state === "charging";
}
