import { and, asc, inArray, lte } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import { sendCommand } from "@/lib/billing/server/commands/send-command";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { requestSync } from "@/lib/billing/server/sync/request-sync";

const mostAtOnce = 20;

/**
 * Sends commands that nobody sent, and asks again for those whose outcome is unknown; whatever comes out of it, the
 * tenant is read anew.
 */
export async function repeatCommands(now: Date): Promise<{ done: number; failed: number; unknown: number }> {
  const counts = { done: 0, failed: 0, unknown: 0 };
  if (currentMode() === "manual") return counts;
  const rows = await database()
    .select({ id: stripeCommand.id, tenantId: stripeCommand.tenantId })
    .from(stripeCommand)
    .where(and(inArray(stripeCommand.status, ["pending", "sent", "unknown"]), lte(stripeCommand.nextAt, now)))
    .orderBy(asc(stripeCommand.nextAt))
    .limit(mostAtOnce);
  for (const { id, tenantId } of rows) {
    const result = await sendCommand(id, now);
    if (!result) continue;
    counts[result.status] += 1;
    if (tenantId && result.status !== "unknown") await requestSync(database(), tenantId, now);
  }
  return counts;
}
