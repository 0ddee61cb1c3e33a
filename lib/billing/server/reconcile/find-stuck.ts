import { and, eq, inArray, lt, lte } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import { topUp } from "@/db/schema/invoices";
import { requestSync } from "@/lib/billing/server/sync/request-sync";

const tooLongMs = 10 * 60_000;

/** Commands without an outcome, and top-ups without an end, for more than ten minutes: their tenants are read anew. */
export async function findStuck(now: Date): Promise<{ unknownCommands: number; claimedTopUps: number }> {
  const before = new Date(now.getTime() - tooLongMs);
  const commands = await database()
    .select({ tenantId: stripeCommand.tenantId })
    .from(stripeCommand)
    .where(and(inArray(stripeCommand.status, ["unknown", "sent"]), lt(stripeCommand.createdAt, before)));
  const topUps = await database()
    .select({ tenantId: topUp.tenantId })
    .from(topUp)
    .where(and(inArray(topUp.status, ["claimed", "unknown"]), lte(topUp.createdAt, before)));
  await database()
    .update(stripeCommand)
    .set({ nextAt: now })
    .where(and(eq(stripeCommand.status, "unknown"), lt(stripeCommand.createdAt, before)));
  const tenants = new Set([...commands, ...topUps].flatMap(({ tenantId }) => tenantId ?? []));
  for (const tenantId of tenants) await requestSync(database(), tenantId, now);
  return { unknownCommands: commands.length, claimedTopUps: topUps.length };
}
