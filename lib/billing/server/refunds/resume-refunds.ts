import { and, eq, lte } from "drizzle-orm";
import { database } from "@/db/client";
import { refund } from "@/db/schema/invoices";
import { settleRefund } from "@/lib/billing/server/refunds/settle-refund";
import { log } from "@/lib/server/log";

const perTurn = 20;
/** Whoever began one ends it; the worker comes later. */
const othersMs = 30_000;

/** Worker duty: takes up refunds that were interrupted or whose outcome was not known. */
export async function resumeRefunds(now: Date): Promise<{ resumed: number }> {
  const rows = await database()
    .select({ id: refund.id })
    .from(refund)
    .where(and(eq(refund.status, "pending"), lte(refund.createdAt, new Date(now.getTime() - othersMs))))
    .limit(perTurn);
  let resumed = 0;
  for (const { id } of rows) {
    try {
      await settleRefund(id, now);
      resumed++;
    } catch (err) {
      log().error({ err, refundId: id }, "a refund could not go on");
    }
  }
  return { resumed };
}
