import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { topUp } from "@/db/schema/invoices";
import { readBillingNow } from "@/lib/billing/server/clock/read-billing-now";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";

/** For as long a confirmation that the bank asked for can be given. */
const openMs = 86_400_000;

/**
 * Closes a top-up whose confirmation was not given in time: its invoice is voided, and the sync ends the attempt. One
 * that was confirmed in the last moment is paid instead.
 * @returns whether its time was over.
 */
export async function endUnconfirmed(id: string, now: Date): Promise<boolean> {
  const [attempt] = await database().select().from(topUp).where(eq(topUp.id, id));
  if (attempt?.status !== "needs_action" || attempt.stripeInvoiceId === null) return false;
  const { billingNow } = await readBillingNow(database(), attempt.tenantId, now);
  if (billingNow.getTime() - attempt.createdAt.getTime() < openMs) return false;
  await runCommand({
    tenantId: attempt.tenantId,
    kind: "invoice.void",
    key: `void:${attempt.stripeInvoiceId}`,
    request: { id: attempt.stripeInvoiceId, params: {} },
    createdBy: "top-up",
    now,
  });
  await syncTenant(attempt.tenantId, now);
  return true;
}
