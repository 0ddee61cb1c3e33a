import { isNotNull } from "drizzle-orm";
import { database } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { moveClock } from "@/lib/billing/server/clock/move-clock";
import { log } from "@/lib/server/log";

/** Brings the clocks that are on their way nearer to their targets; each as far as the provider lets it for now. */
export async function moveClocks(now: Date): Promise<{ arrived: number; moving: number; failed: number }> {
  const counts = { arrived: 0, moving: 0, failed: 0 };
  const rows = await database()
    .select({ tenantId: billingAccount.tenantId })
    .from(billingAccount)
    .where(isNotNull(billingAccount.clockTarget));
  for (const { tenantId } of rows) {
    try {
      counts[(await moveClock(tenantId, now)) ? "arrived" : "moving"]++;
    } catch (err) {
      counts.failed++;
      log().error({ err, tenantId }, "A clock could not be moved.");
    }
  }
  return counts;
}
